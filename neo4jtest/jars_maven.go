package neo4jtest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// copyDependencies is pinned, so that Maven need not ask which version is the newest.
const copyDependencies = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"

// pom has an artifact as its one dependency.
const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>neo4jtest</groupId>
  <artifactId>jars</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>%s</groupId>
      <artifactId>%s</artifactId>
      <version>%s</version>
    </dependency>
  </dependencies>
</project>
`

var errNoMaven = errors.New("no Maven: mvn is not on PATH")

// resolve has Maven copy the jars of an artifact into a folder, with the registry's checksums enforced.
func resolve(ctx context.Context, a artifact, j jdk, into string, progress *download) error {
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		return errNoMaven
	}
	pomFile := filepath.Join(into, "pom.xml")
	if err := os.WriteFile(pomFile, fmt.Appendf(nil, pom, a.group, a.name, a.version), 0o644); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, mvn, "--batch-mode", "--strict-checksums", "--file", pomFile, copyDependencies,
		"-DincludeScope=runtime", "-DoutputDirectory="+into)
	cmd.Dir = into
	if _, err := exec.LookPath("java"); err != nil && os.Getenv("JAVA_HOME") == "" {
		cmd.Env = append(os.Environ(), "JAVA_HOME="+j.home)
	}
	last, err := runMaven(cmd, progress)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("maven did not bring %s: %w\n%s", a.title, err, last)
	}
	return nil
}

// runMaven follows what Maven says; the tail of it is for the error.
func runMaven(cmd *exec.Cmd, progress *download) (*tail, error) {
	said, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = cmd.Stdout
	last := newTail(20)
	return last, runDying(cmd, func() error {
		lines := bufio.NewScanner(said)
		for lines.Scan() {
			parts := mavenFetches.FindStringSubmatch(lines.Text())
			switch {
			case parts == nil:
				last.add(lines.Text())
			case parts[1] == "Downloaded":
				progress.file(path.Base(parts[2]), isDependency(parts[2]))
			}
		}
		return lines.Err()
	})
}

// mavenFetches matches "Downloading from NAME: ADDRESS" and "Downloaded from NAME: ADDRESS (SIZE at SPEED)".
var mavenFetches = regexp.MustCompile(`(Downloaded|Downloading) from [^:]+: (\S+)`)

// isDependency leaves out descriptions, and what Maven fetches for itself.
func isDependency(where string) bool {
	return strings.HasSuffix(where, ".jar") && !strings.Contains(where, "/org/apache/maven/") && !strings.Contains(where, "/plexus")
}
