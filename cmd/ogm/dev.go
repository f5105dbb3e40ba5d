package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-ogm/ogm/neo4jtest"
)

// development is what `ogm dev` is asked for.
type development struct {
	*console
	data    string
	port    int
	version choice
	detach  bool
}

func dev(c *console) *cobra.Command {
	d := &development{console: c, version: choice{"", []string{"4.4", "5.26", "2026"}}}
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "run a Neo4j for development, whose data stay",
		Long: `Dev runs a Neo4j Community for development, whose data stay in a folder.

It stays in front until Ctrl-C, or with --detach behind until dev stop; the data are there again the next time. The first
start fetches the server by Maven, about 120 MB; later ones take seconds. It needs a JDK and Maven, and listens on this
machine only. It asks for no user and no password, so the other commands find it without any flag.

    ogm dev --detach
    ogm migrate up
    ogm dev stop

JSON, with --detach: {uri, database, version, data}.
`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return d.run(cmd.Context())
		},
	}
	c.outputFlag(cmd)
	shared := cmd.PersistentFlags()
	shared.StringVar(&d.data, "data", ".neo4j", "keep the data in `FOLDER`, which is not for git")
	pathSetting(shared, "data", "OGM_DEV_DATA", "dev.data")
	_ = cmd.MarkPersistentFlagDirname("data") // the flag is there
	flags := cmd.Flags()
	flags.IntVar(&d.port, "port", 7687, "`PORT` of Bolt; 0 for one that is free")
	setting(flags, "port", "OGM_DEV_PORT", "dev.port")
	flags.Var(&d.version, "version", "`LINE` of Neo4j: 4.4, 5.26 or 2026; by default the one whose data the folder has, or 5.26")
	setting(flags, "version", "OGM_DEV_VERSION", "dev.version")
	_ = cmd.RegisterFlagCompletionFunc("version", d.version.complete) // the flag is there
	flags.BoolVar(&d.detach, "detach", false, "leave the server running until dev stop")
	cmd.AddCommand(devStop(d))
	return cmd
}

func devStop(d *development) *cobra.Command {
	return &cobra.Command{
		Use:   "stop",
		Short: "stop the Neo4j of a folder",
		Long: `Stop stops the Neo4j that dev runs with the data of a folder, in whatever terminal that is. The data stay.

JSON: {stopped}.
`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return d.stop(cmd.Context()) },
	}
}

// defaultLine is the one of a folder without data.
const defaultLine = "5.26"

// running is a server of dev, as --output json has it.
type running struct {
	URI      string `json:"uri"`
	Database string `json:"database"`
	Version  string `json:"version"`
	Data     string `json:"data"`
}

func (d *development) run(ctx context.Context) error {
	if d.port < 0 || d.port > 65535 {
		return misuse("--port %d: ports are from 1 to 65535, and 0 is one that is free", d.port)
	}
	line, err := d.line()
	if err != nil {
		return err
	}
	if err := d.furnish(); err != nil {
		return fmt.Errorf("ogm: %w", err)
	}
	opts := []neo4jtest.Option{neo4jtest.WithVersion(line), neo4jtest.WithDataDir(d.dataDir()), neo4jtest.WithLog(d.errOut)}
	if d.port != 0 {
		opts = append(opts, neo4jtest.WithPort(d.port))
	}
	if d.detach {
		opts = append(opts, neo4jtest.WithStay())
	}
	srv, err := neo4jtest.Run(ctx, opts...)
	var inUse *neo4jtest.InUseError
	switch {
	case errors.As(err, &inUse) && d.detach && inUse.URI != "":
		return d.tell(running{inUse.URI, "neo4j", inUse.Line, d.data})
	case errors.As(err, &inUse):
		return fmt.Errorf("ogm: a server with the data of %s runs already at %s; `ogm dev stop` stops it", d.data, cmp.Or(inUse.URI, "an address that it does not tell yet"))
	case errors.Is(err, neo4jtest.ErrPortTaken):
		return fmt.Errorf("ogm: port %d is taken by another program; give another by --port, or 0 for one that is free", d.port)
	case err != nil:
		return fmt.Errorf("ogm: %w", err)
	}
	if err := os.WriteFile(d.lineFile(), []byte(line+"\n"), 0o644); err != nil {
		return errors.Join(fmt.Errorf("ogm: %w", err), srv.Close())
	}
	if err := d.tell(running{srv.URI(), srv.Database(), line, d.data}); err != nil || d.detach {
		return errors.Join(err, srv.Close())
	}
	return d.attend(ctx, srv)
}

// attend stays with a server until Ctrl-C, or until somebody stops it.
func (d *development) attend(ctx context.Context, srv *neo4jtest.Server) error {
	if srv.Wait(ctx) == nil {
		_ = srv.Close() // it has ended
		fmt.Fprintln(d.errOut, "ogm: the server was stopped; the data stay")
		return nil
	}
	fmt.Fprintln(d.errOut, "ogm: stopping; the data stay")
	if err := srv.Close(); err != nil {
		return fmt.Errorf("ogm: %w", err)
	}
	return succeeded // Ctrl-C is how it ends
}

func (d *development) tell(r running) error {
	return d.show(r, func(w io.Writer) {
		fmt.Fprintf(w, "Neo4j %s runs at %s: database %s, no user, no password.\n", r.Version, r.URI, r.Database)
		how := "Ctrl-C stops it"
		if d.detach {
			how = "ogm dev stop stops it"
			if d.data != ".neo4j" {
				how = fmt.Sprintf("ogm dev stop --data %s stops it", d.data)
			}
		}
		fmt.Fprintf(w, "The data stay in %s; %s.\n", d.data, how)
	})
}

func (d *development) stop(ctx context.Context) error {
	stopped, err := neo4jtest.Stop(ctx, d.dataDir())
	if err != nil {
		return fmt.Errorf("ogm: %w", err)
	}
	answer := struct {
		Stopped bool `json:"stopped"`
	}{stopped}
	return d.show(answer, func(w io.Writer) {
		if stopped {
			fmt.Fprintf(w, "stopped; the data stay in %s\n", d.data)
		} else {
			fmt.Fprintf(w, "no server runs with the data of %s\n", d.data)
		}
	})
}

// dataDir is where Neo4j has its files, beside ours.
func (d *development) dataDir() string { return filepath.Join(d.data, "data") }

func (d *development) lineFile() string { return filepath.Join(d.data, "line") }

// line is the one that is asked for, unless the folder has data of another: a server changes them for its own line, and
// an older one cannot read them any more.
func (d *development) line() (string, error) {
	text, err := os.ReadFile(d.lineFile())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("ogm: %w", err)
	}
	has, asked := strings.TrimSpace(string(text)), d.version.value
	switch {
	case has == "" && asked == "":
		return defaultLine, nil
	case has == "" || has == asked:
		return asked, nil
	case asked == "":
		return has, nil
	}
	return "", misuse("--version %s: %s has data of %s, which a server of another line would change for good; give another folder by --data, or delete this one", asked, d.data, has)
}

// furnish makes the folder, and keeps it out of git.
func (d *development) furnish() error {
	if err := os.MkdirAll(d.dataDir(), 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.data, ".gitignore"), []byte("*\n"), 0o644)
}
