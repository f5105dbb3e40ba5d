package migrate

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// extension is the one of all files that are read.
const extension = ".cypher"

// Phase is when a callback runs. Its name is that of the file: beforeMigrate.cypher, or
// beforeMigrate__description.cypher where there are several.
type Phase string

// The phases, those of neo4j-migrations.
const (
	BeforeFirstUse Phase = "beforeFirstUse"
	BeforeMigrate  Phase = "beforeMigrate"
	AfterMigrate   Phase = "afterMigrate"
	BeforeClean    Phase = "beforeClean"
	AfterClean     Phase = "afterClean"
	BeforeValidate Phase = "beforeValidate"
	AfterValidate  Phase = "afterValidate"
	BeforeInfo     Phase = "beforeInfo"
	AfterInfo      Phase = "afterInfo"
)

var phases = []Phase{BeforeFirstUse, BeforeMigrate, AfterMigrate, BeforeClean, AfterClean, BeforeValidate, AfterValidate, BeforeInfo, AfterInfo}

// fileName is what a file's name says.
type fileName struct {
	kind        byte  // V, R or U; 0 for a callback
	phase       Phase // of a callback
	version     Version
	description string
}

// nameProblem is what is wrong with one, and how it should be.
type nameProblem struct{ problem, remedy string }

// nameRemedy is for names that are like no other.
const nameRemedy = "call it V1__what_it_does.cypher, R1__….cypher, U1__….cypher or like a callback, beforeMigrate.cypher; what is no migration goes into another folder, or gets another extension"

// parseName reads a file's name. Both results are nil for a file that has nothing to do with
// migrations.
func parseName(file string) (*fileName, *nameProblem) {
	name := path.Base(file)
	stem, isCypher := strings.CutSuffix(name, extension)
	if !isCypher {
		return nil, strangerProblem(name)
	}
	if phase, description, ok := cutPhase(stem); ok {
		if problem := descriptionProblem(description); problem != "" && strings.Contains(stem, "__") {
			return nil, &nameProblem{problem, renameTo(string(phase) + "__" + cleaned(description))}
		}
		return &fileName{phase: phase, description: strings.ReplaceAll(description, "_", " ")}, nil
	}
	if len(stem) == 0 || !strings.ContainsAny(stem[:1], "VRU") || !strings.ContainsAny(stem, "0123456789") {
		return nil, misnamed(stem)
	}
	number, description, found := strings.Cut(stem[1:], "__")
	if !found || versionProblem(number) != "" || descriptionProblem(description) != "" {
		return nil, misnamed(stem)
	}
	version, err := ParseVersion(number)
	if err != nil {
		return nil, &nameProblem{err.Error(), nameRemedy}
	}
	if stem[0] == 'U' && confusing(description) {
		return nil, &nameProblem{"neo4j-migrations takes the end of the name for a migration or callback of its own, and would run it", "describe it in other words"}
	}
	return &fileName{kind: stem[0], version: version, description: strings.ReplaceAll(description, "_", " ")}, nil
}

// cutPhase reads the name of a callback.
func cutPhase(stem string) (phase Phase, description string, ok bool) {
	before, description, _ := strings.Cut(stem, "__")
	if slices.Contains(phases, Phase(before)) {
		return Phase(before), description, true
	}
	return "", "", false
}

// descriptionProblem holds what neo4j-migrations reads: ASCII letters, digits, underscores and
// spaces. A file with anything else it leaves out without a word.
func descriptionProblem(description string) string {
	if description == "" {
		return "there is no description behind __"
	}
	for _, r := range description {
		if !isDescriptionRune(r) {
			return fmt.Sprintf("there is a %q in the name, where only letters from a to z, digits, underscores and spaces may be", r)
		}
	}
	return ""
}

func isDescriptionRune(r rune) bool { return r == ' ' || r < 0x80 && inWord(r) }

// misnamed explains the name of a .cypher file that is none.
func misnamed(stem string) *nameProblem {
	if want := almostCallback(stem); want != "" {
		return &nameProblem{"the name is almost that of a callback", renameTo(want)}
	}
	kind, number, rest := takeApart(stem)
	switch {
	case number == "" && strings.HasPrefix(stem, kind+"__"):
		return &nameProblem{"there is no version between " + kind + " and __", "call it " + strings.ToUpper(kind) + "1__" + cleaned(stem[len("V__"):]) + extension + ", or by another version"}
	case number == "":
		return &nameProblem{"the name is neither that of a migration nor that of a callback", nameRemedy}
	}
	description, isDown := strings.CutSuffix(rest, ".down")
	if isDown {
		kind = "U"
	}
	description = strings.TrimLeft(strings.TrimSuffix(description, ".up"), separators)
	problem := nameMistake(stem, kind, rest)
	if p := versionProblem(number); p != "" {
		problem = "the version " + strings.ReplaceAll(p, ";", ",")
	}
	number = strings.ReplaceAll(number, "_", ".")
	switch {
	case versionProblem(number) != "":
		return &nameProblem{problem, nameRemedy}
	case description == "":
		return &nameProblem{problem, "call it " + strings.ToUpper(kind) + number + "__what_it_does" + extension}
	}
	return &nameProblem{problem, renameTo(strings.ToUpper(kind) + number + "__" + cleaned(description))}
}

// nameMistake says which of the mistakes it is.
func nameMistake(stem, kind, rest string) string {
	switch {
	case strings.HasSuffix(rest, ".down"):
		return "a file that takes another back begins with U"
	case !strings.HasPrefix(stem, kind):
		return "the name does not begin with V, R or U"
	case kind != strings.ToUpper(kind):
		return "the name begins with a small " + kind
	case rest == "" || strings.Trim(rest, separators) == "":
		return "there is no description in the name"
	case !strings.HasPrefix(rest, "__"):
		return "there are no two underscores between version and description"
	}
	return descriptionProblem(rest[2:])
}

// takeApart cuts a name, as wrong as it may be, into kind, version and the rest. A name without a
// kind is a V, if it has a version.
func takeApart(stem string) (kind, number, rest string) {
	kind, rest = "V", stem
	if stem != "" && strings.ContainsAny(stem[:1], "VRUvru") {
		kind, rest = stem[:1], stem[1:]
	}
	end := 0
	for end < len(rest) {
		n := digits(rest[end:])
		if n == 0 {
			break
		}
		end += n
		if end+1 >= len(rest) || !strings.ContainsAny(rest[end:end+1], "._") || digits(rest[end+1:]) == 0 {
			break
		}
		end++
	}
	return kind, rest[:end], rest[end:]
}

func digits(text string) int { return len(text) - len(strings.TrimLeft(text, "0123456789")) }

// strangerProblem finds migrations among the files with another extension.
func strangerProblem(name string) *nameProblem {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	if strings.EqualFold(ext, extension) {
		if _, problem := parseName(stem + extension); problem != nil {
			return problem
		}
		return &nameProblem{"the extension is " + ext, renameTo(stem)}
	}
	if strings.HasSuffix(name, "~") || slices.Contains([]string{".bak", ".orig", ".rej", ".swp", ".tmp"}, ext) {
		return nil
	}
	kind, number, rest := takeApart(stem)
	if number == "" || !strings.HasPrefix(stem, kind) || !strings.HasPrefix(rest, "__") {
		return nil
	}
	if ext == ".xml" {
		return &nameProblem{"this is a catalog of neo4j-migrations, which is not read", "write its constraints and indexes as statements into a .cypher file of the same name"}
	}
	proposed := strings.ToUpper(kind) + number + "__" + cleaned(rest[2:])
	if _, problem := parseName(proposed + extension); problem != nil {
		return problem
	}
	return &nameProblem{"the name is that of a migration, the extension is not", renameTo(proposed)}
}

// confusing tells whether neo4j-migrations, which looks for names anywhere in a path, finds
// one in the description of a file that it is not to see.
func confusing(description string) bool {
	for i := range description {
		kind, number, rest := takeApart(description[i:])
		if (kind == "V" || kind == "R") && strings.HasPrefix(description[i:], kind) && number != "" && strings.HasPrefix(rest, "__") {
			return true
		}
	}
	return slices.ContainsFunc(phases, func(p Phase) bool { return strings.Contains(description, string(p)) })
}

func renameTo(stem string) string { return "rename it to " + stem + extension }

// cleaned makes a description of what was meant as one.
func cleaned(description string) string {
	words := strings.FieldsFunc(description, func(r rune) bool { return !isDescriptionRune(r) || r == '_' })
	if len(words) == 0 {
		return "what_it_does"
	}
	return strings.Join(words, "_")
}

// almostCallback gives the name of the callback that was meant, or "".
func almostCallback(stem string) string {
	for _, phase := range phases {
		rest, wanted := stem, string(phase)
		for rest != "" && wanted != "" {
			switch {
			case strings.EqualFold(rest[:1], wanted[:1]):
				rest, wanted = rest[1:], wanted[1:]
			case strings.Contains(separators, rest[:1]):
				rest = rest[1:]
			default:
				wanted += "." // another word
				rest = ""
			}
		}
		rest = strings.TrimLeft(rest, separators)
		switch {
		case wanted != "":
		case rest == "":
			return string(phase)
		default:
			return string(phase) + "__" + cleaned(rest)
		}
	}
	return ""
}

const separators = "_-. "
