package neo4jtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func fakeJDK(t *testing.T, version, modules string) string {
	t.Helper()
	home := t.TempDir()
	release := fmt.Sprintf("IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=%q\nMODULES=%q\n", version, modules)
	require.NoError(t, os.WriteFile(filepath.Join(home, "release"), []byte(release), 0o644))
	require.NoError(t, os.Mkdir(filepath.Join(home, "bin"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(home, "bin", executable("java")), nil, 0o755))
	return home
}

func TestFindJDK(t *testing.T) {
	const full, runtime = "java.base jdk.compiler jdk.jfr", "java.base jdk.jfr"
	jdk11, jdk17 := fakeJDK(t, "11.0.2", full), fakeJDK(t, "17.0.15", full)
	jdk21, jdk25 := fakeJDK(t, "21", full), fakeJDK(t, "25.0.3", full)
	jre21 := fakeJDK(t, "21.0.1", runtime)
	tests := []struct {
		name       string
		line       string
		candidates []string
		want       string
		err        string
	}{
		{"the best version", "5.26", []string{"", jdk11, jdk17, jdk21, jdk25}, jdk21, ""},
		{"the next best", "5.26", []string{"", jdk11, jdk17, jdk25}, jdk17, ""},
		{"JAVA_HOME first if it fits", "5.26", []string{jdk17, jdk21}, jdk17, ""},
		{"JAVA_HOME does not fit", "2026", []string{jdk17, jdk25}, jdk25, ""},
		{"4.4", "4.4", []string{"", jdk25, jdk17}, jdk17, ""},
		{"no compiler", "2026", []string{"", jre21}, "", "no JDK that fits, only JDK 21 without a compiler"},
		{"none fits", "5.26", []string{"", jdk11}, "", "no JDK that fits, only JDK 11 in"},
		{"none at all", "5.26", []string{"", t.TempDir()}, "", "no JDK in JAVA_HOME, the usual folders and PATH"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l, err := findLine(test.line)
			require.NoError(t, err)
			j, err := findJDK(l, test.candidates)
			if test.err != "" {
				assert.ErrorContains(t, err, test.err)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, test.want, j.home)
		})
	}
}
