package migrate_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/migrate"
)

func version(t testing.TB, text string) migrate.Version {
	t.Helper()
	v, err := migrate.ParseVersion(text)
	require.NoError(t, err)
	return v
}

func TestVersionsAreOrderedByNumbers(t *testing.T) {
	want := []string{"BASELINE", "0", "0.1", "1", "1.0.1", "1.2", "1.9", "1.10", "2", "10", "020240101", "20240102093000"}
	var versions []migrate.Version
	for _, text := range slices.Backward(want) {
		versions = append(versions, version(t, text))
	}
	slices.SortFunc(versions, migrate.Version.Compare)
	var got []string
	for _, v := range versions {
		got = append(got, v.String())
	}
	assert.Equal(t, want, got)
}

func TestVersionsAreTheSame(t *testing.T) {
	for a, b := range map[string]string{"1": "1.0", "01": "1", "1_10": "1.10", "1.0.0": "1", "007.1": "7_1", "BASELINE": "BASELINE"} {
		assert.Zero(t, version(t, a).Compare(version(t, b)), "%s and %s", a, b)
		assert.Zero(t, version(t, b).Compare(version(t, a)), "%s and %s", b, a)
	}
}

func TestAVersionKeepsItsForm(t *testing.T) {
	assert.Equal(t, "021.1", version(t, "021_1").String())
	assert.True(t, version(t, "BASELINE").IsBaseline())
	assert.False(t, version(t, "0").IsBaseline())
}

func TestVersionMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":                    `version "" is empty; write numbers with . or _ between them, such as 1 or 1.10`,
		"1.2_3":               `version "1.2_3" has both . and _ between its numbers; use one of them`,
		"1..2":                `has a separator without a number beside it`,
		"1.":                  `has a separator without a number beside it`,
		"1a":                  `has "1a" where a number should be`,
		"-1":                  `has "-1" where a number should be`,
		"١":                   `where a number should be`,
		"1234567890123456789": `has a number of 19 digits; 18 are the most`,
	} {
		_, err := migrate.ParseVersion(text)
		require.Error(t, err, text)
		assert.ErrorContains(t, err, "ogm: migrate: version")
		assert.ErrorContains(t, err, want)
	}
}

// FuzzVersion holds that the order is one: antisymmetric, and the same for every form.
func FuzzVersion(f *testing.F) {
	for _, seed := range [][2]string{{"1", "1.0"}, {"1.9", "1.10"}, {"007", "7"}, {"BASELINE", "0"}, {"1_2", "1.2"}, {"", "x"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		v, err := migrate.ParseVersion(a)
		if err != nil {
			return
		}
		again, err := migrate.ParseVersion(v.String())
		require.NoError(t, err)
		require.Equal(t, v, again)
		w, err := migrate.ParseVersion(b)
		if err != nil {
			return
		}
		require.Equal(t, v.Compare(w), -w.Compare(v))
		if !v.IsBaseline() {
			longer := version(t, v.String()+".0")
			require.Zero(t, v.Compare(longer))
			require.Equal(t, v.Compare(w), longer.Compare(w))
		}
	})
}
