package neo4jtest

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed Launcher.java
var launcher []byte

const (
	startTimeout = 3 * time.Minute
	portAttempts = 5
	jvmLog       = "jvm.log"
)

// ErrPortTaken is in the error of [Run] when another program has the port of [WithPort].
var ErrPortTaken = errors.New("the port is taken")

// tools are what starting a server needs.
type tools struct {
	jdk  jdk
	jars string
}

// prepare finds or fetches them. What is missing makes the backend unavailable, so that another may be tried.
func (p *pool) prepare(ctx context.Context) (*tools, error) {
	j, err := findJDK(p.line, jdkCandidates(p.env))
	if err != nil {
		return nil, unavailable{err}
	}
	folder, err := jars(ctx, p.config, p.line.artifact(), j)
	if err != nil {
		return nil, unavailable{err}
	}
	return &tools{jdk: j, jars: folder}, nil
}

// start runs a server in a reserved home and leases it from its first moment on.
func (p *pool) start(ctx context.Context, t tools, e entry) (*held, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	began := time.Now()
	p.log.line("starting Neo4j %s on %s", p.line.version, name(t.jdk.major))
	for attempt := 1; ; attempt++ {
		h, err := p.startOnce(ctx, t, &e)
		if err == nil {
			p.log.line("started Neo4j %s at %s in %s", p.line.version, e.uri(), since(began))
			return h, nil
		}
		if errors.Is(err, ErrPortTaken) && p.port == 0 && attempt < portAttempts {
			p.log.line("port %d was taken meanwhile, trying another", e.port)
			continue
		}
		err = startError(err, p.line, e.home)
		return nil, errors.Join(err, os.RemoveAll(e.home))
	}
}

// startOnce waits until the server accepts connections. The server tells by a pipe how far it is, and the end of the pipe tells
// of its end.
func (p *pool) startOnce(ctx context.Context, t tools, e *entry) (*held, error) {
	if err := p.furnish(e); err != nil {
		return nil, err
	}
	said, out, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer said.Close()
	cmd, err := p.launch(t, *e, out)
	_ = out.Close() // the server's copy is the one that counts
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })
	h, err := follow(ctx, said, e, p.stays)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, err
	}
	return h, cmd.Process.Release()
}

// furnish writes what the launcher reads, with a port of its own for each attempt.
func (p *pool) furnish(e *entry) (err error) {
	if e.port = p.port; e.port == 0 {
		if e.port, err = p.pickPort(); err != nil {
			return err
		}
	}
	data := filepath.Join(e.home, "data")
	if p.dataDir != "" {
		data = p.dataDir
	}
	conf := append(p.line.conf(e.home, data, e.port), p.extraConf...)
	if e.own {
		conf = patient(conf)
	}
	return errors.Join(
		e.write(),
		os.WriteFile(filepath.Join(e.home, "neo4j.conf"), []byte(strings.Join(conf, "\n")+"\n"), 0o600),
		os.WriteFile(filepath.Join(e.home, "Launcher.java"), launcher, 0o600),
	)
}

func (p *pool) launch(t tools, e entry, out *os.File) (*exec.Cmd, error) {
	log, err := os.OpenFile(filepath.Join(e.home, jvmLog), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	idle := p.idle
	switch {
	case p.stays:
		idle = -time.Millisecond // for ever
	case e.own:
		idle = 0
	}
	args := append(jvmFlags(t.jdk), p.line.flags...)
	args = append(args, p.jvmFlags...)
	args = append(args, "-cp", filepath.Join(t.jars, "*"), filepath.Join(e.home, "Launcher.java"),
		e.home, e.id, strconv.FormatInt(idle.Milliseconds(), 10))
	cmd := exec.Command(t.jdk.java(), args...)
	cmd.Dir = p.cache // not the folder of the test, which could not be removed on Windows
	cmd.Env = plainEnv()
	cmd.Stdout = out
	cmd.Stderr = log
	detach(cmd)
	return cmd, cmd.Start()
}

// jvmFlags favour a quick start and a small process over throughput, but leave the JVM all its
// compilers: most of a test run is the server planning statements, which the first of them alone
// makes half as slow again, and a start is a second quicker.
func jvmFlags(j jdk) []string {
	flags := []string{
		"-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-Dlog4j2.disable.jmx=true",
		"--add-opens=java.base/java.nio=ALL-UNNAMED",
		"--add-opens=java.base/java.io=ALL-UNNAMED",
		"--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
		"--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
	}
	if j.major >= 17 {
		flags = append(flags, "--enable-native-access=ALL-UNNAMED")
	}
	return flags
}

// follow leases the server when it tells its control port, and returns when it is ready.
func follow(ctx context.Context, said *os.File, e *entry, stays bool) (h *held, err error) {
	defer func() {
		if err != nil && h != nil {
			_ = h.conn.Close()
		}
	}()
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		word, value, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "control":
			if e.control, err = strconv.Atoi(value); err != nil {
				return h, err
			}
			conn, answer := ask(ctx, *e, "boot")
			if answer != leased {
				return h, fmt.Errorf("the new server answers %q", answer)
			}
			h = &held{conn: conn, entry: *e, fresh: true, stays: stays}
		case "ready":
			return h, nil
		case "taken":
			return h, ErrPortTaken
		}
	}
	return h, errors.New("the server ended while it started")
}

// startError adds the last 100 lines that the server logged: what the JVM said, and before it Neo4j's own log.
func startError(err error, l line, home string) error {
	jvm := tailOfFile(filepath.Join(home, jvmLog), shownLines)
	log := tailOfFile(filepath.Join(home, "logs", "debug.log"), shownLines-len(jvm))
	all := slices.Concat(log, jvm)
	return fmt.Errorf("start Neo4j %s: %w; its last %d log lines:\n%s", l.version, err, len(all), strings.Join(all, "\n"))
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
