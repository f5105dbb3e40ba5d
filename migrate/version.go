package migrate

import (
	"cmp"
	"fmt"
	"strings"
)

// baseline is what neo4j-migrations calls the node before the first migration.
const baseline = "BASELINE"

// maxVersionDigits is what a part may have: neo4j-migrations reads it as a long.
const maxVersionDigits = 18

// Version is a migration's place in the order: numbers with dots between them. It keeps the form
// in which it was written, since a history holds that. The zero value is BASELINE, which is
// before every other. Use [Version.Compare] to ask whether two are the same: == compares the
// forms.
type Version struct {
	text string // with dots; "" is the baseline
}

// ParseVersion reads 1, 1.10, 1_10, 021.1 or BASELINE. A file's V or R is no part of it.
func ParseVersion(text string) (Version, error) {
	if text == baseline {
		return Version{}, nil
	}
	if problem := versionProblem(text); problem != "" {
		return Version{}, fmt.Errorf("ogm: migrate: version %q %s", text, problem)
	}
	return Version{strings.ReplaceAll(text, "_", ".")}, nil
}

// versionProblem says what is wrong with a version and how it should be, or "".
func versionProblem(text string) string {
	dots, underscores := strings.Contains(text, "."), strings.Contains(text, "_")
	switch {
	case text == "":
		return "is empty; write numbers with . or _ between them, such as 1 or 1.10"
	case dots && underscores:
		return "has both . and _ between its numbers; use one of them"
	}
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "_", "."), ".") {
		switch {
		case part == "":
			return "has a separator without a number beside it; write numbers with . or _ between them, such as 1 or 1.10"
		case strings.Trim(part, "0123456789") != "":
			return fmt.Sprintf("has %q where a number should be; write numbers with . or _ between them, such as 1 or 1.10", part)
		case len(part) > maxVersionDigits:
			return fmt.Sprintf("has a number of %d digits; %d are the most", len(part), maxVersionDigits)
		}
	}
	return ""
}

// Compare gives -1, 0 or 1 by the numbers: 1.9 is before 1.10. A part that is missing counts
// as 0 and zeroes before a number do not count, so 1, 01 and 1.0 are the same version.
//
// neo4j-migrations orders alike, but has no order for such twins and runs both, whichever comes
// first. Here they are duplicates.
func (v Version) Compare(other Version) int {
	if v.text == "" || other.text == "" {
		return cmp.Compare(len(v.text), 0) - cmp.Compare(len(other.text), 0)
	}
	a, b := v.text, other.text
	for a != "" || b != "" {
		var x, y string
		x, a, _ = strings.Cut(a, ".")
		y, b, _ = strings.Cut(b, ".")
		x, y = strings.TrimLeft(x, "0"), strings.TrimLeft(y, "0")
		if c := cmp.Or(cmp.Compare(len(x), len(y)), strings.Compare(x, y)); c != 0 {
			return c
		}
	}
	return 0
}

// key is one text for all forms of the same version.
func (v Version) key() string {
	if v.text == "" {
		return baseline
	}
	parts := strings.Split(v.text, ".")
	for i, part := range parts {
		if parts[i] = strings.TrimLeft(part, "0"); parts[i] == "" {
			parts[i] = "0"
		}
	}
	for len(parts) > 1 && parts[len(parts)-1] == "0" {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, ".")
}

// IsBaseline tells whether it is where every history begins.
func (v Version) IsBaseline() bool { return v.text == "" }

// String is the version as a history holds it: as written, with dots.
func (v Version) String() string {
	if v.text == "" {
		return baseline
	}
	return v.text
}
