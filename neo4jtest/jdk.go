package neo4jtest

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// jdk is one Java installation, as its release file describes it.
type jdk struct {
	home    string
	major   int
	modules string
}

func (j jdk) java() string { return filepath.Join(j.home, "bin", executable("java")) }

// findJDK picks by version: the one in JAVA_HOME if it fits, else the best that the usual places have.
// The server is started from source, so a runtime without a compiler does not fit.
func findJDK(l line, candidates []string) (jdk, error) {
	var found []jdk
	var met []string
	for _, home := range candidates {
		j, err := readRelease(home)
		if err != nil {
			continue
		}
		if j.modules != "" && !strings.Contains(j.modules, " jdk.compiler ") {
			met = append(met, fmt.Sprintf("%s without a compiler in %s", name(j.major), home))
			continue
		}
		met = append(met, fmt.Sprintf("%s in %s", name(j.major), home))
		found = append(found, j)
	}
	if len(found) > 0 && found[0].home == candidates[0] && slices.Contains(l.jdks, found[0].major) {
		return found[0], nil
	}
	for _, major := range l.jdks {
		for _, j := range found {
			if j.major == major {
				return j, nil
			}
		}
	}
	if len(met) == 0 {
		return jdk{}, errors.New("no JDK in JAVA_HOME, the usual folders and PATH")
	}
	return jdk{}, fmt.Errorf("no JDK that fits, only %s", strings.Join(met, ", "))
}

func name(major int) string { return "JDK " + strconv.Itoa(major) }

// readRelease reads HOME/release, which every JDK since 9 has: lines of KEY="value".
func readRelease(home string) (jdk, error) {
	file, err := os.Open(filepath.Join(home, "release"))
	if err != nil {
		return jdk{}, err
	}
	defer file.Close()
	j := jdk{home: home}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), "=")
		value = strings.Trim(value, `"`)
		switch key {
		case "JAVA_VERSION":
			major, _, _ := strings.Cut(value, ".")
			if j.major, err = strconv.Atoi(major); err != nil {
				return jdk{}, fmt.Errorf("version %q: %w", value, err)
			}
		case "MODULES":
			j.modules = " " + value + " "
		}
	}
	if _, err := os.Stat(j.java()); err != nil {
		return jdk{}, err
	}
	return j, lines.Err()
}

// jdkCandidates lists where a JDK may be, JAVA_HOME first.
func jdkCandidates(env func(string) string) []string {
	candidates := []string{env("JAVA_HOME")}
	home, _ := os.UserHomeDir()
	for _, pattern := range []string{
		"/usr/lib/jvm/*",
		"/usr/java/*",
		"/opt/java/*",
		"/opt/*jdk*",
		"/Library/Java/JavaVirtualMachines/*/Contents/Home",
		"/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
		"/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
		filepath.Join(home, "Library/Java/JavaVirtualMachines/*/Contents/Home"),
		filepath.Join(home, ".sdkman/candidates/java/*"),
		filepath.Join(home, ".jdks/*"),
		filepath.Join(home, ".asdf/installs/java/*"),
		filepath.Join(home, ".local/share/mise/installs/java/*"),
		filepath.Join(env("ProgramFiles"), "Java/*"),
		filepath.Join(env("ProgramFiles"), "Eclipse Adoptium/*"),
		filepath.Join(env("ProgramFiles"), "Microsoft/jdk*"),
	} {
		matches, _ := filepath.Glob(pattern) // the patterns are well formed, the one error there is
		candidates = append(candidates, matches...)
	}
	if java, err := exec.LookPath("java"); err == nil {
		if target, err := filepath.EvalSymlinks(java); err == nil {
			candidates = append(candidates, filepath.Dir(filepath.Dir(target)))
		}
	}
	return candidates
}

func executable(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}
	return name
}
