package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Java is a JDK of this machine together with the jars of an artifact, for tests against tools of the Java world that use the same server.
type Java struct {
	jdk  jdk
	jars string
}

// FindJava gives the tool of an artifact, such as "org.example:tool:1.2", and a JDK of one of the versions, the best first. Its jars are fetched
// by Maven, once, into the cache where the server's are.
//
// Without Maven or a fitting JDK the test is skipped with the reason, since a server may have come without them. Where both are
// there and Maven does not bring the jars it is skipped, too, or fails under NEO4JTEST_REQUIRED=1.
func FindJava(tb testing.TB, artifact string, versions ...int) *Java {
	tb.Helper()
	ctx, cancel := testContext(tb)
	defer cancel()
	j, err := findJava(ctx, os.Getenv, artifact, versions)
	var missing unavailable
	switch {
	case err == nil:
		return j
	case errors.As(err, &missing), os.Getenv("NEO4JTEST_REQUIRED") != "1":
		tb.Skip(err)
	default:
		tb.Fatal(err)
	}
	return nil
}

func findJava(ctx context.Context, env func(string) string, coordinates string, versions []int) (*Java, error) {
	parts := strings.Split(coordinates, ":")
	if len(parts) != 3 {
		return nil, fmt.Errorf("neo4jtest: FindJava: %q is no artifact, such as org.example:tool:1.2", coordinates)
	}
	c, err := configure(env, nil)
	if err != nil {
		return nil, err
	}
	j, err := findJDK(line{jdks: versions}, jdkCandidates(env))
	if err != nil {
		return nil, unavailable{fmt.Errorf("neo4jtest: %s: %w", coordinates, err)}
	}
	folder := parts[1] + "-" + parts[2]
	jars, err := jars(ctx, c, artifact{title: parts[1] + " " + parts[2], group: parts[0], name: parts[1], version: parts[2], folder: folder, jars: 20, size: 10}, j)
	switch {
	case errors.Is(err, errNoMaven):
		return nil, unavailable{fmt.Errorf("neo4jtest: %s: %w", coordinates, err)}
	case err != nil:
		return nil, fmt.Errorf("neo4jtest: %w", err)
	}
	return &Java{j, jars}, nil
}

// Command prepares a program that is one source file, of Java 11 or later, which the JDK compiles when it starts: a second.
// Its environment has no secrets. It is not started yet.
func (j *Java) Command(ctx context.Context, source string, args ...string) *exec.Cmd {
	flags := []string{"-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", filepath.Join(j.jars, "*"), source}
	cmd := exec.CommandContext(ctx, j.jdk.java(), append(flags, args...)...)
	cmd.Env = plainEnv()
	return cmd
}
