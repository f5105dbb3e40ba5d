package main

import (
	"github.com/spf13/cobra"
)

func completion(c *console) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "completion SHELL",
		Short: "print the script by which a shell completes commands and flags",
		Long: `Completion prints the script by which a shell completes commands, flags and their values.

SHELL is bash, zsh, fish or powershell. For the shell that runs:

    source <(ogm completion bash)
    source <(ogm completion zsh)
    ogm completion fish | source
    ogm completion powershell | Out-String | Invoke-Expression

To have it always, put that line into the file that the shell reads when it starts (~/.bashrc, behind the
package bash-completion; ~/.zshrc, behind compinit; ~/.config/fish/config.fish; $PROFILE).
`,
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return misuse("completion needs the name of one shell: bash, zsh, fish or powershell")
		}
		switch args[0] {
		case "bash":
			return cmd.Root().GenBashCompletionV2(c.out, true)
		case "zsh":
			return cmd.Root().GenZshCompletion(c.out)
		case "fish":
			return cmd.Root().GenFishCompletion(c.out, true)
		case "powershell":
			return cmd.Root().GenPowerShellCompletionWithDesc(c.out)
		}
		return misuse("%s is no shell that completion has a script for%s; there are bash, zsh, fish and powershell", args[0], didYouMean(args[0], cmd.ValidArgs))
	}
	return cmd
}
