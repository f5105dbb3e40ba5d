package migrate

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Source is what a folder has for a database.
type Source struct {
	// Migrations are in the order of versions, versioned and repeatable ones in one list.
	// One version stands there several times only where each file has an assumption: the one
	// whose assumptions hold is meant.
	Migrations []*Migration
	// Callbacks are in the order of phases, those of one phase by description.
	Callbacks []*Callback

	scripts []*Script // all of them, by path
}

// Migration is one step.
type Migration struct {
	Version     Version
	Description string // what stands behind __ in the name, with spaces for underscores
	Repeatable  bool   // runs again when its checksum changes
	Script      *Script
	Down        *Script // takes it back; nil without a file

	code *GoMigration // what is given by WithGo; nil for a file
}

// Callback is a file that runs at a moment, not in an order.
type Callback struct {
	Phase       Phase
	Description string
	Script      *Script
}

// Read finds the files of a folder, an os.DirFS or an embed.FS, and takes them apart. All
// mistakes of all files come back at once, by file and line, each a *FileError. Folders in it are
// looked into, at any depth, and versions are in one order across them; what begins with a dot
// is left alone. A folder without any file is an empty Source, a folder that is not there an error.
func Read(folder fs.FS, options *Options) (*Source, error) {
	r := reader{folder: folder, options: options}
	if err := fs.WalkDir(folder, ".", r.visit); err != nil {
		return nil, fmt.Errorf("ogm: migrate: %w", err)
	}
	source := r.source()
	if err := r.mistakes.joined(); err != nil {
		return nil, err
	}
	return source, nil
}

// reader collects what is found.
type reader struct {
	folder   fs.FS
	options  *Options
	files    []readFile
	mistakes mistakes
}

type readFile struct {
	fileName

	script *Script
}

func (r *reader) visit(file string, entry fs.DirEntry, err error) error {
	switch {
	case err != nil && file == ".":
		return err
	case err != nil:
		r.mistakes.add(&FileError{File: file, Problem: "cannot be read", Err: err})
		return nil //nolint:nilerr // the walk goes on, so that all mistakes are told
	case file == ".":
		return nil
	case strings.HasPrefix(path.Base(file), "."):
		if entry.IsDir() {
			return fs.SkipDir
		}
		return nil
	case entry.IsDir():
		return nil
	}
	if entry.Type()&fs.ModeSymlink != 0 {
		if info, err := fs.Stat(r.folder, file); err == nil && info.IsDir() {
			r.mistakes.add(&FileError{File: file, Problem: "this is a link to a folder, and links are not followed", Remedy: "put the files here, or begin the link's name with a dot"})
			return nil
		}
	}
	name, problem := parseName(file)
	if problem != nil {
		r.mistakes.add(&FileError{File: file, Problem: problem.problem, Remedy: problem.remedy})
	}
	if name != nil {
		r.read(file, *name)
	}
	return nil
}

func (r *reader) read(file string, name fileName) {
	text, err := readText(r.folder, file)
	if err != nil {
		r.mistakes.add(&FileError{File: file, Problem: "cannot be read", Err: err})
		return
	}
	script, wrong := parse(file, text, r.options)
	r.mistakes = append(r.mistakes, wrong...)
	if script == nil {
		script = &Script{File: file} // its version counts all the same
	}
	script.undoes = name.kind == 'U'
	r.files = append(r.files, readFile{name, script})
}

// readText reads a file into one string, without a copy of it.
func readText(folder fs.FS, file string) (string, error) {
	f, err := folder.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var text strings.Builder
	if info, err := f.Stat(); err == nil {
		text.Grow(int(min(info.Size(), 1<<30)))
	}
	_, err = io.Copy(&text, f)
	return text.String(), err
}

// source puts the files in order and holds them against each other.
func (r *reader) source() *Source {
	source := &Source{}
	var downs []readFile
	for _, f := range r.files {
		source.scripts = append(source.scripts, f.script)
		switch f.kind {
		case 0:
			source.Callbacks = append(source.Callbacks, &Callback{f.phase, f.description, f.script})
		case 'U':
			downs = append(downs, f)
		default:
			source.Migrations = append(source.Migrations, &Migration{Version: f.version, Description: f.description, Repeatable: f.kind == 'R', Script: f.script})
		}
	}
	slices.SortStableFunc(source.Migrations, func(a, b *Migration) int { return a.Version.Compare(b.Version) })
	slices.SortStableFunc(source.Callbacks, func(a, b *Callback) int {
		return cmp.Or(slices.Index(phases, a.Phase)-slices.Index(phases, b.Phase), strings.Compare(a.Description, b.Description))
	})
	r.checkVersions(source.Migrations)
	for _, down := range downs {
		r.attach(source.Migrations, down)
	}
	r.checkCallbacks(source.Callbacks)
	return source
}

// checkVersions finds versions that two files have.
func (r *reader) checkVersions(migrations []*Migration) {
	for i := 1; i < len(migrations); i++ {
		a, b := migrations[i-1], migrations[i]
		if a.Version.Compare(b.Version) != 0 || a.isAlternative() && b.isAlternative() {
			continue
		}
		r.mistakes.add(&FileError{
			File:    b.Script.File,
			Problem: fmt.Sprintf("version %s is also that of %s", b.Version, a.Script.File),
			Remedy:  "give the newer one the next version, or each an assumption of which only one holds",
		})
	}
}

// isAlternative tells whether there may be others of the same version.
func (m *Migration) isAlternative() bool {
	return slices.ContainsFunc(m.Script.Preconditions, func(p Precondition) bool { return p.Assumption })
}

// attach gives a file that takes another back to that one.
func (r *reader) attach(migrations []*Migration, down readFile) {
	i := slices.IndexFunc(migrations, func(m *Migration) bool { return m.Version.Compare(down.version) == 0 })
	wrong := &FileError{File: down.script.File}
	switch {
	case i < 0:
		wrong.Problem = fmt.Sprintf("there is no migration of version %s to take back", down.version)
		wrong.Remedy = "give it the version of the one that it takes back, or delete it"
	case migrations[i].Repeatable:
		wrong.Problem = fmt.Sprintf("%s is repeatable, and cannot be taken back", migrations[i].Script.File)
		wrong.Remedy = "delete the file"
	case migrations[i].Down != nil:
		wrong.Problem = fmt.Sprintf("%s is also taken back by %s", migrations[i].Script.File, migrations[i].Down.File)
		wrong.Remedy = "keep one"
	case migrations[i].Description != down.description:
		wrong.Problem = fmt.Sprintf("it takes back %s, which has another description", migrations[i].Script.File)
		wrong.Remedy = "see whether the version is right, and rename it to U" + strings.TrimPrefix(migrations[i].Script.Name(), "V")
	default:
		for ; i < len(migrations) && migrations[i].Version.Compare(down.version) == 0; i++ {
			migrations[i].Down = down.script
		}
		return
	}
	r.mistakes.add(wrong)
}

func (r *reader) checkCallbacks(callbacks []*Callback) {
	for i := 1; i < len(callbacks); i++ {
		a, b := callbacks[i-1], callbacks[i]
		if a.Phase == b.Phase && a.Description == b.Description {
			r.mistakes.add(&FileError{File: b.Script.File, Problem: "the callback has the name of " + a.Script.File, Remedy: "describe both, since their order is that of the descriptions"})
		}
	}
}

// Lint is that of all files, in the order of their paths.
func (s *Source) Lint() []Finding {
	var found []Finding
	for _, script := range s.scripts {
		found = append(found, script.Lint()...)
	}
	return found
}
