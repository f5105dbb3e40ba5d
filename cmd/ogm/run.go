package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"
)

// console is what a command knows of the world outside.
type console struct {
	getenv      func(string) string
	now         func() time.Time
	out, errOut io.Writer

	output choice        // --output
	config configuration // of ogm.yaml, read before a command runs

	serverMessages bool // --server-messages
}

// ogm is the command line as a whole.
func ogm(c *console) *cobra.Command {
	root := group("ogm", "", "Ogm does what the library leaves to development and deploy time.\n",
		dev(c),
		generate(c),
		inspect(c),
		migrations(c),
		schemas(c),
		completion(c),
	)
	c.configFlag(root)
	root.Version = version()
	root.SetVersionTemplate("ogm {{.Version}}\n")
	root.Flags().Bool("version", false, "print the version of ogm")
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return c.settle(cmd) }
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { fmt.Fprint(c.out, manual(cmd)) })
	root.SetHelpCommand(help(c))
	root.SetOut(c.out)
	root.SetErr(c.errOut)
	return root
}

// run is main without the process: nothing below it reads the environment, prints or exits
// by itself.
func run(ctx context.Context, args []string, getenv func(string) string, out, errOut io.Writer) int {
	printed := &printer{to: out}
	return (&console{getenv: getenv, now: time.Now, out: printed, errOut: errOut}).run(ctx, args, printed)
}

func (c *console) run(ctx context.Context, args []string, printed *printer) int {
	root := ogm(c)
	root.SetArgs(append([]string{}, args...)) // nil would mean those of the process
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil && printed.err != nil {
		err = fmt.Errorf("ogm: it is done, and its answer is lost: %w", printed.err)
	}
	code, said := judge(ctx, cmd, err)
	said = c.withMessage(said, err)
	if said != "" {
		fmt.Fprintln(c.errOut, said)
	}
	return int(code)
}

// group is a command that only has others below it.
func group(use, short, long string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Long:  long,
		Args:  cobra.ArbitraryArgs,

		Annotations: map[string]string{onlyGroup: ""},

		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &misuseError{problem: manual(cmd)}
			}
			return unknownCommand(cmd, args[0])
		},
	}
	cmd.AddCommand(commands...)
	return cmd
}

// version is that of the module, as the go command has built it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// onlyGroup is the annotation of a command that does nothing by itself.
const onlyGroup = "ogm-group"

// isGroup tells a command that has others below it.
func isGroup(cmd *cobra.Command) bool { return cmd.HasAvailableSubCommands() }
