package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-ogm/ogm/internal/tag"
)

// help prints the manual of the command that its words name.
func help(c *console) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "tell more about a command",
		Long:  "Help tells more about a command.\n",
		RunE: func(cmd *cobra.Command, args []string) error {
			about := cmd.Root()
			for _, word := range args {
				next := below(about, word)
				if next == nil {
					return unknownCommand(about, word)
				}
				about = next
			}
			fmt.Fprint(c.out, manual(about))
			return nil
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			about := cmd.Root()
			for _, word := range args {
				if about = below(about, word); about == nil {
					return nil, cobra.ShellCompDirectiveNoFileComp
				}
			}
			return namesBelow(about), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// manual is a command's help: what it does, how it is called, the commands below it, its flags.
func manual(cmd *cobra.Command) string {
	var text strings.Builder
	about, more, _ := strings.Cut(cmd.Long, "\n\n")
	fmt.Fprintf(&text, "%s\n\n    %s\n", strings.TrimSpace(about), useLine(cmd))
	if more != "" {
		text.WriteString("\n" + strings.TrimRight(more, "\n") + "\n")
	}
	if isGroup(cmd) {
		text.WriteString("\nThe commands:\n\n")
		width := 0
		for _, name := range namesBelow(cmd) {
			width = max(width, len(name))
		}
		for _, next := range cmd.Commands() {
			if next.IsAvailableCommand() {
				fmt.Fprintf(&text, "    %-*s  %s\n", width, next.Name(), next.Short)
			}
		}
	}
	if isGroup(cmd) {
		writeFlags(&text, "Flags", cmd.LocalNonPersistentFlags())
		writeFlags(&text, "Flags of all commands below", cmd.LocalFlags(), cmd.LocalNonPersistentFlags())
	} else {
		writeFlags(&text, "Flags", cmd.LocalFlags())
	}
	writeFlags(&text, "Flags of all commands of "+cmd.Root().Name()+family(cmd), cmd.InheritedFlags())
	if isGroup(cmd) {
		if !cmd.HasParent() {
			text.WriteString("\n" + exitCodes)
		}
		fmt.Fprintf(&text, "\nRun `%s COMMAND` for more about one of them.\n", helpOf(cmd))
	}
	return text.String()
}

// family is the path of the command that cmd stands below, without the root.
func family(cmd *cobra.Command) string {
	if !cmd.HasParent() {
		return ""
	}
	return strings.TrimPrefix(cmd.Parent().CommandPath(), cmd.Root().Name())
}

func useLine(cmd *cobra.Command) string {
	line := strings.TrimSuffix(cmd.CommandPath(), cmd.Name()) + cmd.Use
	if _, only := cmd.Annotations[onlyGroup]; only {
		return line + " COMMAND [FLAGS] [ARGUMENTS]"
	}
	if cmd.HasAvailableLocalFlags() || cmd.HasAvailableInheritedFlags() {
		line += " [FLAGS]"
	}
	return line
}

// writeFlags lists flags, but for some and for --help, which all have.
func writeFlags(text *strings.Builder, title string, flags *pflag.FlagSet, but ...*pflag.FlagSet) {
	shown := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.VisitAll(func(f *pflag.Flag) {
		for _, others := range but {
			if others.Lookup(f.Name) != nil {
				return
			}
		}
		if f.Name != "help" {
			shown.AddFlag(f)
		}
	})
	if shown.HasAvailableFlags() {
		// No flag has a short form, for which pflag leaves two columns.
		usages := strings.ReplaceAll("\n"+shown.FlagUsagesWrapped(112), "\n  ", "\n")
		fmt.Fprintf(text, "\n%s:\n%s", title, usages)
	}
}

// helpOf is the command line that tells more about a command.
func helpOf(cmd *cobra.Command) string {
	return "ogm help" + strings.TrimPrefix(cmd.CommandPath(), "ogm")
}

// below gives the command below another that a word names; nil if there is none.
func below(cmd *cobra.Command, word string) *cobra.Command {
	for _, next := range cmd.Commands() {
		if next.Name() == word && (next.IsAvailableCommand() || next.Name() == "help") {
			return next
		}
	}
	return nil
}

func namesBelow(cmd *cobra.Command) []string {
	var names []string
	for _, next := range cmd.Commands() {
		if next.IsAvailableCommand() {
			names = append(names, next.Name())
		}
	}
	return names
}

func unknownCommand(cmd *cobra.Command, word string) error {
	problem := fmt.Sprintf("unknown command %q", word)
	names := namesBelow(cmd)
	if len(names) == 0 {
		problem = fmt.Sprintf("%s has no commands below it, and %q was asked for", cmd.CommandPath(), word)
	}
	if meant := tag.Nearest(word, names); meant != "" {
		problem += fmt.Sprintf(" (did you mean %q?)", meant)
	}
	return &misuseError{problem, helpOf(cmd)}
}

// flagError says of a mistake among flags what was probably meant.
func flagError(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		lacking *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	problem := err.Error()
	switch {
	case errors.As(err, &unknown):
		problem = unknownFlag(cmd, unknown)
	case errors.As(err, &lacking):
		problem = fmt.Sprintf("--%s needs a value", lacking.GetFlag().Name)
	case errors.As(err, &invalid):
		problem = fmt.Sprintf("--%s %s: %s", invalid.GetFlag().Name, invalid.GetValue(), refusalOf(invalid.GetFlag(), invalid.Unwrap()))
	}
	return &misuseError{problem, helpOf(cmd)}
}

func unknownFlag(cmd *cobra.Command, e *pflag.NotExistError) string {
	name, dashes := e.GetSpecifiedName(), "--"
	if short := e.GetSpecifiedShortnames(); short != "" {
		name, dashes = short, "-"
		name, _, _ = strings.Cut(name, "=")
	}
	problem := fmt.Sprintf("unknown flag %s%s", dashes, name)
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	if meant := tag.Nearest(name, names); meant != "" {
		return problem + fmt.Sprintf(" (did you mean --%s?)", meant)
	}
	if name == "password" {
		return problem + ": everybody on this machine could read it; set NEO4J_PASSWORD, or see --password-file"
	}
	if owners := ownersOf(cmd.Root(), name); len(owners) > 0 {
		return problem + ": it belongs to " + listed(owners)
	}
	return problem
}

// ownersOf finds the commands that have the flag, the outermost of those that inherit it.
func ownersOf(cmd *cobra.Command, flag string) []string {
	if cmd.Flags().Lookup(flag) != nil || cmd.PersistentFlags().Lookup(flag) != nil {
		return []string{cmd.CommandPath()}
	}
	var owners []string
	for _, next := range cmd.Commands() {
		owners = append(owners, ownersOf(next, flag)...)
	}
	return owners
}

// refusalOf says why a flag does not take a value.
func refusalOf(f *pflag.Flag, err error) string {
	switch f.Value.Type() {
	case "bool":
		return "it is true or false"
	case "int":
		return "it is a whole number"
	case "duration":
		return plain(err) + "; write it as 30s or 5m"
	}
	return plain(err)
}

// plain is a cause without the words of the package that it comes from.
func plain(err error) string {
	text := err.Error()
	for _, before := range []string{"time: ", "ogm: ", "migrate: "} {
		text = strings.TrimPrefix(text, before)
	}
	return text
}

// noArguments is for commands that take nothing but flags.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return misuse("%s takes no arguments, and %q was given", cmd.CommandPath(), args[0])
	}
	return nil
}
