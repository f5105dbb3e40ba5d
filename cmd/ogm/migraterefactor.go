package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/migrate"
)

// refactor is what the commands of `ogm migrate refactor` have in common.
type refactor struct {
	*migration

	server        string
	batch         int
	relationships bool
	leaveOthers   bool
	firstBy       string
	types, labels []string
}

const refactorHelp = `Refactor writes the next migration: a change of what is stored, in transactions of a bounded size, that goes on where
it was when it is interrupted. It needs neither APOC nor a connection, and is run like any other by ` + "`ogm migrate up`" + `.

Constraints and indexes stay on the old name: declare them for the new one in a migration of its own, before or after.

JSON: a list of {version, file}.
`

// migrateRefactor is the group of commands that write refactorings.
func migrateRefactor(m *migration) *cobra.Command {
	cmd := group("refactor", "write a migration that changes what is stored, in batches", refactorHelp)
	r := &refactor{migration: m}
	flags := cmd.PersistentFlags()
	flags.StringVar(&r.server, "server", "", "write it for a server of `VERSION`, such as 4.4 or 5.26; by default for the newest")
	flags.IntVar(&r.batch, "batch", 1000, "change `N` nodes or relationships in a transaction")
	label := r.command("label OLD NEW", "give nodes another label", 2, func(args []string) migrate.Refactoring { return migrate.RenameLabel(args[0], args[1]) })
	kind := r.command("type OLD NEW", "give relationships another type", 2, func(args []string) migrate.Refactoring { return migrate.RenameType(args[0], args[1]) })
	property := r.command("property LABEL OLD NEW", "give a property another name", 3, func(args []string) migrate.Refactoring {
		return migrate.RenameProperty(r.elements(args[0]), args[1], args[2])
	})
	convert := r.command("convert LABEL PROPERTY TYPE", "change the type of a property", 3, func(args []string) migrate.Refactoring {
		made := migrate.ConvertProperty(r.elements(args[0]), args[1], migrate.Conversion(args[2]))
		if r.leaveOthers {
			made = made.LeaveOthers()
		}
		return made
	})
	var words []string
	for _, c := range migrate.Conversions() {
		words = append(words, string(c))
	}
	convert.Long = "Convert changes the type of a property to one of " + strings.Join(words, ", ") + ".\n\nValues that have no form of the type stop it before anything changes.\n"
	convert.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) != 2 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
	convert.Flags().BoolVar(&r.leaveOthers, "leave-others", false, "leave values that have no form of the type as they are")
	for _, c := range []*cobra.Command{property, convert} {
		c.Flags().BoolVar(&r.relationships, "relationships", false, "LABEL is a type of relationships")
	}
	merge := r.command("merge LABEL PROPERTY...", "make one node of those with the same values", -2, func(args []string) migrate.Refactoring {
		made := migrate.MergeDuplicates(args[0], args[1:]...)
		if r.types != nil || r.labels != nil || r.knowsNoComputedNames() {
			made = made.Meeting(r.types, r.labels)
		}
		if r.firstBy != "" {
			made = made.FirstBy(r.firstBy)
		}
		return made
	})
	merge.Long = "Merge makes one node of all nodes of a label that have the same values of some properties. What the first of them lacks it gets from the others,\n" +
		"with all their relationships and labels. Servers before 5.26 cannot find these out: there, --types and --labels name them, and it stops at a\n" +
		"duplicate that has others. It does so for later servers, too, if one of these is given.\n"
	merge.Flags().StringVar(&r.firstBy, "first-by", "", "keep the node with the lowest value of `PROPERTY`; by default that with the lowest element id")
	merge.Flags().StringSliceVar(&r.types, "types", nil, "the `TYPES` of relationships that duplicates have")
	merge.Flags().StringSliceVar(&r.labels, "labels", nil, "further `LABELS` that duplicates have")
	cmd.AddCommand(label, kind, property, convert, merge)
	return cmd
}

// command is one of the group, with n arguments; -n is at least so many.
func (r *refactor) command(use, short string, n int, refactoring func([]string) migrate.Refactoring) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Long: strings.ToUpper(short[:1]) + short[1:] + ".\n",
		RunE: func(_ *cobra.Command, args []string) error {
			if n > 0 && len(args) != n || n < 0 && len(args) < -n {
				return misuse("refactor takes %s, and was given %d arguments", strings.SplitN(use, " ", 2)[1], len(args))
			}
			return r.write(refactoring(args).BatchesOf(r.batch))
		},
	}
}

// knowsNoComputedNames tells whether the server must be told of types and labels. A version that is none is told of later.
func (r *refactor) knowsNoComputedNames() bool {
	version, err := migrate.ParseVersion(r.server)
	first, _ := migrate.ParseVersion("5.26") // it is one
	return err == nil && version.Compare(first) < 0
}

func (r *refactor) elements(name string) migrate.Elements {
	if r.relationships {
		return migrate.RelationshipsOf(name)
	}
	return migrate.NodesOf(name)
}

// write makes the file of the next version, called after what it does.
func (r *refactor) write(made migrate.Refactoring) error {
	if r.batch < 1 {
		return misuse("--batch %d: it is at least 1", r.batch)
	}
	text, err := made.Cypher(r.server)
	if err != nil { // no server was asked, so it is about the command line
		return misuse("%s", plain(errors.Unwrap(err)))
	}
	names, err := r.names()
	if err != nil {
		return err
	}
	version := names.next()
	file, err := r.createFile("V"+version+"__"+nameOf(made.String()), text)
	if err != nil {
		return err
	}
	return r.show([]created{{Version: version, File: file}}, func(w io.Writer) { fmt.Fprintln(w, file) })
}

// longestName is as much of a description as a file's name has room for, whatever stands before and behind it.
const longestName = 150

// nameOf makes a name of words, in which anything may stand.
func nameOf(words string) string {
	name := strings.Join(strings.FieldsFunc(words, func(c rune) bool { return !isPlain(c) }), "_")
	return strings.TrimRight(name[:min(len(name), longestName)], "_")
}

// isPlain tells what may stand in the name of a file.
func isPlain(c rune) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
