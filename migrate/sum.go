package migrate

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
)

// SumFile is the name of the file that lists the hashes of a folder's other files.
const SumFile = "ogm.sum"

// Sum is what ogm.sum should hold: a line for each file, with the hash of its text and its path, by
// path; before them a line with the hash of all these lines. Two branches that add a migration each
// both change the first line, so git cannot merge them without somebody looking at the order.
// Line endings and a byte order mark do not count, comments do: they hold preconditions.
func (s *Source) Sum() string {
	lines := s.sumLines()
	var text strings.Builder
	text.WriteString(sumHead(lines))
	for _, line := range lines {
		text.WriteString(line.hash + " " + line.file + "\n")
	}
	return text.String()
}

type sumLine struct{ hash, file string }

func (s *Source) sumLines() []sumLine {
	lines := make([]sumLine, len(s.scripts))
	for i, script := range s.scripts {
		text, _ := normalise(script.raw) // it was parsed, so it can be
		lines[i] = sumLine{sumHash(text), script.File}
	}
	slices.SortFunc(lines, func(a, b sumLine) int { return strings.Compare(a.file, b.file) })
	return lines
}

func sumHead(lines []sumLine) string {
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(line.hash + " " + line.file + "\n")
	}
	return sumHash(text.String()) + "\n"
}

// sumPrefix says how a hash was made, should it ever be made otherwise.
const sumPrefix = "h1:"

func sumHash(text string) string {
	h := sha256.New()
	_, _ = h.Write([]byte(text))
	return sumPrefix + base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// Change is how a file differs from its line in ogm.sum.
type Change string

// The changes.
const (
	FileAdded   Change = "added"   // it has no line
	FileRemoved Change = "removed" // there is only the line
	FileChanged Change = "changed" // its text has another hash
)

// Difference is a file that is not what ogm.sum says.
type Difference struct {
	File   string
	Change Change
}

// VerifySum holds the folder against the text of its ogm.sum. An empty list means that they
// agree. A text that is not as Sum writes it, after a merge for instance, is an error.
func (s *Source) VerifySum(text string) ([]Difference, error) {
	listed, err := parseSum(text)
	if err != nil {
		return nil, err
	}
	var all []Difference
	for _, line := range s.sumLines() {
		hash, known := listed[line.file]
		delete(listed, line.file)
		switch {
		case !known:
			all = append(all, Difference{line.file, FileAdded})
		case hash != line.hash:
			all = append(all, Difference{line.file, FileChanged})
		}
	}
	for file := range listed {
		all = append(all, Difference{file, FileRemoved})
	}
	slices.SortFunc(all, func(a, b Difference) int { return strings.Compare(a.File, b.File) })
	return all, nil
}

// sumRemedy is for a file that is not as it was written.
const sumRemedy = "see that the migrations are in the right order, then write the file anew"

func parseSum(text string) (map[string]string, error) {
	normal, problem := normalise(text)
	if problem != nil {
		return nil, problem.in(SumFile, text)
	}
	all := strings.Split(strings.TrimSuffix(normal, "\n"), "\n")
	for i, line := range all {
		if strings.HasPrefix(line, "<<<<<<<") || strings.HasPrefix(line, "=======") || strings.HasPrefix(line, ">>>>>>>") {
			return nil, sumMistake(i+1, "a merge conflict was not resolved")
		}
	}
	var lines []sumLine
	listed := make(map[string]string)
	for i, line := range all[1:] {
		hash, file, ok := strings.Cut(line, " ")
		if !ok || !strings.HasPrefix(hash, sumPrefix) {
			return nil, sumMistake(i+2, "the line is not a hash and a path")
		}
		if _, twice := listed[file]; twice {
			return nil, sumMistake(i+2, file+" is listed twice")
		}
		listed[file] = hash
		lines = append(lines, sumLine{hash, file})
	}
	if sumHead(lines) != all[0]+"\n" {
		return nil, sumMistake(1, "the first hash is not that of the lines below")
	}
	return listed, nil
}

func sumMistake(line int, problem string) *FileError {
	return &FileError{File: SumFile, Line: line, Problem: problem, Remedy: sumRemedy}
}
