package migrate

import (
	"errors"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"
)

// LegacyChecksums are what neo4j-migrations writes into its history for this file, in decimal. The first is that of its
// defaults. The others are those that it accepts or writes by its settings: without
// preconditions, with autocrlf, and with the checksums of Flyway. It cannot read files that switch databases
// within a statement; those have none.
func (s *Script) LegacyChecksums() []string {
	split, err := legacySplit(s.raw, false)
	if err != nil {
		return nil
	}
	sums := []string{legacySum(split), legacySum(withoutPreconditions(split))}
	if unix, err := legacySplit(s.raw, true); err == nil {
		sums = append(sums, legacySum(unix), legacySum(withoutPreconditions(unix)))
	}
	sums = append(sums, flywaySum(s.raw))
	var distinct []string
	for _, sum := range sums {
		if !slices.Contains(distinct, sum) {
			distinct = append(distinct, sum)
		}
	}
	return distinct
}

// legacySum is a CRC-32 over all statements, without anything between them.
func legacySum(statements []string) string {
	sum := crc32.NewIEEE()
	for _, stmt := range statements {
		_, _ = sum.Write([]byte(stmt))
	}
	return strconv.FormatUint(uint64(sum.Sum32()), 10)
}

// flywaySum is one over all lines, without their ends, as a signed number.
func flywaySum(raw string) string {
	sum := crc32.NewIEEE()
	for rest := strings.TrimPrefix(raw, "\ufeff"); rest != ""; {
		var line string
		line, rest = cutLine(rest)
		_, _ = sum.Write([]byte(line))
	}
	return strconv.FormatInt(int64(int32(sum.Sum32())), 10) //nolint:gosec // the sign is meant
}

var errLegacySwitch = errors.New("ogm: migrate: :use stands within a statement")

// legacySplit is the splitter of neo4j-migrations, flaws included: a semicolon before a line end
// ends a statement, also within a string, and `:use name` is one wherever it stands.
func legacySplit(raw string, autocrlf bool) ([]string, error) {
	var all []string
	for rest, more := raw, true; more; {
		var piece string
		piece, rest, more = cutLegacy(rest)
		piece = trimLegacy(piece)
		if autocrlf {
			piece = strings.ReplaceAll(piece, "\r\n", "\n")
		}
		if piece == "" {
			continue
		}
		var err error
		if all, err = appendLegacy(all, piece); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// cutLegacy cuts at the first semicolon before a line end.
func cutLegacy(text string) (piece, rest string, more bool) {
	at, width := legacyBreak(text, 0)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+width:], true
}

// legacyBreak finds a semicolon with the line end behind it.
func legacyBreak(text string, from int) (at, width int) {
	for i := from; ; i++ {
		n := strings.IndexByte(text[i:], ';')
		if n < 0 {
			return -1, 0
		}
		i += n
		switch behind := text[i+1:]; {
		case strings.HasPrefix(behind, "\r\n"):
			return i, 3
		case strings.HasPrefix(behind, "\n"), strings.HasPrefix(behind, "\r"):
			return i, 2
		}
	}
}

// trimLegacy takes away what Java's trim does, and one semicolon at the end, or before a
// line end of Unicode, as Java's $ has it.
func trimLegacy(piece string) string {
	piece = trimControls(piece)
	for _, lineEnd := range []string{"", "\u0085", "\u2028", "\u2029"} {
		if cut, ok := strings.CutSuffix(piece, ";"+lineEnd); ok {
			return trimControls(cut + lineEnd)
		}
	}
	return piece
}

func trimControls(text string) string {
	return strings.TrimFunc(text, func(r rune) bool { return r <= ' ' })
}

// appendLegacy cuts `:use name` out of a piece and puts it before what remains.
func appendLegacy(all []string, piece string) ([]string, error) {
	var left strings.Builder
	copied := 0
	for n := 0; ; n++ {
		start, end := legacyUse(piece, copied)
		if start < 0 {
			break
		}
		if n > 0 && strings.Contains(piece, "\n") {
			return nil, errLegacySwitch
		}
		left.WriteString(piece[copied:start])
		all = append(all, trimControls(piece[start:end]))
		copied = end
	}
	if copied == 0 {
		return append(all, piece), nil
	}
	left.WriteString(piece[copied:])
	if left.Len() > 0 {
		all = append(all, left.String())
	}
	return all, nil
}

// legacyUse finds `:use name`, with a semicolon and a line end that follow it.
func legacyUse(text string, from int) (start, end int) {
	for i := from; ; i++ {
		n := strings.IndexByte(text[i:], ':')
		if n < 0 {
			return -1, 0
		}
		i += n
		if end := legacyUseAt(text, i); end > 0 {
			return i, end
		}
	}
}

func legacyUseAt(text string, at int) int {
	i := at + len(":use ")
	if i > len(text) || !strings.EqualFold(text[at:i], ":use ") {
		return 0
	}
	for i < len(text) && text[i] == ' ' {
		i++
	}
	start := i
	for i < len(text) && i-start < 63 && legacyDatabaseLetter(text[i], i == start) {
		i++
	}
	if i-start < 3 {
		return 0
	}
	if i < len(text) && text[i] == ';' {
		i++
	}
	switch rest := text[i:]; {
	case strings.HasPrefix(rest, "\r\n"):
		i += 2
	case strings.HasPrefix(rest, "\n"), strings.HasPrefix(rest, "\r"):
		i++
	}
	return i
}

func legacyDatabaseLetter(c byte, first bool) bool {
	letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
	return letter || !first && ('0' <= c && c <= '9' || c == '.' || c == '-')
}

// withoutPreconditions is what neo4j-migrations compares when a precondition was added later. In a
// statement that has one it also drops carriage returns.
func withoutPreconditions(statements []string) []string {
	all := make([]string, len(statements))
	for i, stmt := range statements {
		all[i] = stmt
		conditions := legacyPreconditions(stmt)
		if len(conditions) == 0 {
			continue
		}
		var dropped []string
		for _, condition := range conditions {
			dropped = append(dropped, condition+"\r\n", "", condition+"\n", "")
		}
		all[i] = strings.NewReplacer(append(dropped, "\r", "")...).Replace(stmt)
	}
	return all
}

// legacyPreconditions are those among the comments that a statement begins with.
func legacyPreconditions(stmt string) []string {
	var found []string
	for first := true; ; first = false {
		line, rest := cutLine(stmt)
		if !first {
			line = trimControls(line)
		}
		if !strings.HasPrefix(line, "//") {
			return found
		}
		line = trimControls(line)
		if condition, _ := parsePrecondition(line[2:]); condition != nil {
			found = append(found, line)
		}
		stmt = rest
	}
}

// cutLine cuts behind the first line, whatever ends it.
func cutLine(text string) (line, rest string) {
	n := strings.IndexAny(text, "\r\n")
	if n < 0 {
		return text, ""
	}
	if strings.HasPrefix(text[n:], "\r\n") {
		return text[:n], text[n+2:]
	}
	return text[:n], text[n+1:]
}
