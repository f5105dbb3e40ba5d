package migrate

import (
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Converted is a file of golang-migrate under the name that it has here.
type Converted struct {
	From string // its path in that folder
	Name string // V000001__add_people.cypher, or with U for one that takes back
	Text string
}

// golangMigrateName is how that tool finds its files.
var golangMigrateName = regexp.MustCompile(`^([0-9]+)_(.*)\.(down|up)\.(.*)$`)

// ConvertGolangMigrate gives the files of a folder of golang-migrate, 000001_add_people.up.cypher and 000001_add_people.down.cypher, under names
// of ours, in the order of versions. Versions keep their form. What may not stand in a description becomes an underscore, and a file
// that is empty there, which is an error here, does nothing. Files that golang-migrate does not look at are left out; folders within
// are not looked into, as it does not. All mistakes come back at once.
//
// golang-migrate runs a file as one statement, or as several with x-multi-statement; here semicolons part statements in any case.
func ConvertGolangMigrate(folder fs.FS) ([]Converted, error) {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, fmt.Errorf("ogm: migrate: %w", err)
	}
	var wrong mistakes
	var all []Converted
	taken, descriptions := map[string]string{}, map[string]string{}
	for _, entry := range entries {
		parts := golangMigrateName.FindStringSubmatch(entry.Name())
		if parts == nil || entry.IsDir() {
			continue
		}
		file := entry.Name()
		if ext := "." + parts[4]; ext != extension {
			wrong.add(&FileError{File: file, Problem: "its extension is " + ext, Remedy: "files of Cypher end in " + extension})
			continue
		}
		version, err := ParseVersion(parts[1])
		if err != nil {
			wrong.add(&FileError{File: file, Problem: err.Error(), Remedy: "give it another version in both tools"})
			continue
		}
		kind := map[string]string{"up": "V", "down": "U"}[parts[3]]
		if other := taken[kind+version.key()]; other != "" {
			wrong.add(&FileError{File: file, Problem: fmt.Sprintf("version %s is also that of %s", version, other), Remedy: "keep one"})
			continue
		}
		taken[kind+version.key()] = file
		text, err := readText(folder, file)
		if err != nil {
			wrong.add(&FileError{File: file, Problem: "cannot be read", Err: err})
			continue
		}
		if strings.TrimSpace(text) == "" {
			text = "// empty in golang-migrate\nRETURN 1;\n"
		}
		if kind == "V" {
			descriptions[version.key()] = cleaned(strings.ReplaceAll(parts[2], " ", "_"))
		}
		all = append(all, Converted{file, kind + parts[1] + "__", text})
	}
	for i := range all {
		c := &all[i]
		version, _ := ParseVersion(strings.Trim(c.Name, "VU_")) // it was read above
		description := descriptions[version.key()]
		if description == "" {
			wrong.add(&FileError{File: c.From, Problem: "there is no file that it takes back", Remedy: "restore it, or delete this one"})
			continue
		}
		c.Name += description + extension // both of a version have one, which golang-migrate does not demand
		if _, problem := parseName(c.Name); problem != nil {
			wrong.add(&FileError{File: c.From, Problem: problem.problem, Remedy: problem.remedy})
		}
	}
	if err := wrong.joined(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b Converted) int {
		x, _ := parseName(a.Name) // both were read above
		y, _ := parseName(b.Name)
		return x.version.Compare(y.version)
	})
	return all, nil
}

// ImportOptions are those of [Migrator.ImportGolangMigrate]. Nil is the zero value.
type ImportOptions struct {
	// Label is that of golang-migrate's nodes, where its MigrationsLabel is another than SchemaMigration.
	Label string
}

// ImportGolangMigrate takes over the history of golang-migrate: all versions of the source up to the one where that tool is
// count as applied, as by Mark, and Up goes on behind. The source is its folder, under the names that ConvertGolangMigrate gives. It is done in
// one transaction, and gives the versions that it has added; a second call adds nothing. It is an error if there is nothing to
// take over, if golang-migrate is at a version that the source does not have, or if that one is dirty: then nobody knows what
// of it is stored, and the error says what to do. Its nodes stay as they are.
func (m *Migrator) ImportGolangMigrate(ctx context.Context, options *ImportOptions) (imported []Version, err error) {
	label := "SchemaMigration"
	if options != nil && options.Label != "" {
		label = options.Label
	}
	var q quoter
	name := q.name(label)
	if err := q.err(); err != nil {
		return nil, fmt.Errorf("ogm: migrate: ImportGolangMigrate: %w", err)
	}
	err = m.locked(ctx, nil, func(ctx context.Context, h *holder) error {
		at, err := m.golangMigrateAt(ctx, name)
		if err != nil || at == nil {
			return err
		}
		v, err := m.look(ctx)
		if err != nil {
			return err
		}
		if v.run != nil {
			return fmt.Errorf("ogm: migrate: ImportGolangMigrate: version %s is interrupted; finish that one first", v.run.version)
		}
		lines, err := m.linesUpTo(ctx, v, *at, false)
		if err != nil || len(lines) == 0 {
			return err
		}
		if err := m.write(ctx, h, lines...); err != nil {
			return err
		}
		for _, line := range lines {
			imported = append(imported, line.version)
		}
		return nil
	})
	return imported, err
}

// golangMigrateAt asks where that tool is, as it does itself: it leaves a node for each version where it was, and the last one counts. nil is before the first.
func (m *Migrator) golangMigrateAt(ctx context.Context, label string) (*Version, error) {
	seen, err := m.home.read(ctx, "MATCH (m:"+label+") RETURN m.version AS version, m.dirty AS dirty ORDER BY coalesce(m.ts, datetime({year: 0})) DESC, version DESC LIMIT 1", nil)
	if err != nil {
		return nil, err
	}
	if len(seen) == 0 {
		return nil, fmt.Errorf("ogm: migrate: ImportGolangMigrate: there is no history of golang-migrate in the database: no node of the label %s", label)
	}
	number, isNumber := seen[0]["version"].(int64)
	switch {
	case !isNumber:
		return nil, fmt.Errorf("ogm: migrate: ImportGolangMigrate: the newest node of the label %s has no version; see whether it is golang-migrate's", label)
	case seen[0].truth("dirty"):
		return nil, fmt.Errorf("ogm: migrate: ImportGolangMigrate: golang-migrate stopped within version %d, which is dirty: finish or take back by hand what it does, "+
			"say so by `MATCH (m:%s {version: %d}) SET m.dirty = false`, or by `migrate force` of the version where the database is, and import again", number, label, number)
	case number < 0: // all was taken back
		return nil, nil
	}
	version, err := ParseVersion(strconv.FormatInt(number, 10))
	if err != nil {
		return nil, err
	}
	if m.find(version) == nil {
		return nil, fmt.Errorf("ogm: migrate: ImportGolangMigrate: golang-migrate is at version %s, which the source does not have; its files are needed, under the names that ConvertGolangMigrate gives them", version)
	}
	return &version, nil
}

// linesUpTo are those that the history lacks up to a version, with those of repeatable migrations or without.
func (m *Migrator) linesUpTo(ctx context.Context, v *view, version Version, repeatable bool) ([]record, error) {
	var lines []record
	for _, alternatives := range m.migrations {
		first := alternatives[0]
		if first.Version.Compare(version) > 0 {
			break
		}
		if _, ran := v.applied[first.Version.key()]; ran || first.Repeatable && !repeatable || v.isBehindBaseline(first.Version) {
			continue
		}
		met, err := m.choose(ctx, alternatives)
		if err != nil {
			return nil, err
		}
		if met != nil {
			lines = append(lines, m.line(met, KindMark))
		}
	}
	return lines, nil
}
