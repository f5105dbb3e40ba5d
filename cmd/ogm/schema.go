package main

import (
	"github.com/spf13/cobra"
)

// schemas is the command `ogm schema`; its inner commands are functions of the console and the connection.
func schemas(c *console) *cobra.Command {
	cmd := group("schema", "say what constraints and indexes a database has", "Schema says what constraints and indexes a database has, and what it should have.\n")
	conn := c.connectionFlags(cmd)
	c.outputFlag(cmd)
	cmd.AddCommand(schemaDiagram(c, conn))
	return cmd
}
