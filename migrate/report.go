package migrate

import "errors"

// Progress is how far a call that writes has come.
type Progress struct {
	// Version, Description and File are those of the migration that runs; zero while the lock is waited for.
	Version     Version
	Description string
	File        string // "" for a function
	Undone      bool   // it is taken back
	// Done of Statements are stored; of a function, which counts as one statement, 0 or 1. Both are zero while the
	// lock is waited for.
	Done, Statements int
	// Changed of ToChange nodes and relationships are stored: of a refactoring, or of the statement of a file that is next and says
	// progress=rows, from where this call began. Both are zero for anything else.
	Changed, ToChange int64
	// Ended says that the migration is in the history, or is not any more.
	Ended bool
	// Index is the name of the one that is being filled while it is waited for, Percent how much of it is.
	Index   string
	Percent float64
	// Waiting says who has the lock that is waited for; nil else.
	Waiting *LockedError
}

// WithProgress is told how far Up, Down and the other calls that write have come: when a migration begins and ends, after
// each transaction of one, those of a refactoring and of a statement that says progress=rows included, and every now and then while an
// index or the lock of another process is waited for. By default nobody is. Calls come one after the other, and the work waits for each to return.
func WithProgress(report func(Progress)) Option {
	return func(s *settings) error {
		if report == nil {
			return errors.New("ogm: migrate: WithProgress: the function is nil")
		}
		s.report = report
		return nil
	}
}

// progressOf is what is told of a run of a migration, whose script is nil for a function.
func (r *run) progressOf(migration *Migration, script *Script, done int) Progress {
	p := Progress{Version: migration.Version, Description: migration.Description, Undone: r.direction == down, Done: done, Statements: 1}
	if script != nil {
		p.File, p.Statements = script.File, len(script.Statements)
	}
	return p
}
