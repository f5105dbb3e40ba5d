package tag_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-ogm/ogm/internal/tag"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       tag.Tag
	}{
		{"nothing", "", tag.Tag{}},
		{"skip", "-", tag.Tag{Skip: true}},
		{"a property called minus", "-,omitempty", tag.Tag{Name: "-", Options: []tag.Option{{Name: "omitempty"}}}},
		{"name", "born", tag.Tag{Name: "born"}},
		{"options only", ",version", tag.Tag{Options: []tag.Option{{Name: "version"}}}},
		{
			"options with values", "id,key,generate=uuid,unique=full_name",
			tag.Tag{Name: "id", Options: []tag.Option{
				{Name: "key"},
				{Name: "generate", Value: "uuid", HasValue: true},
				{Name: "unique", Value: "full_name", HasValue: true},
			}},
		},
		{"value with equals sign", "a,vector=384:cosine=x", tag.Tag{Name: "a", Options: []tag.Option{{Name: "vector", Value: "384:cosine=x", HasValue: true}}}},
		{"quoted name", "'a,b''c',key", tag.Tag{Name: "a,b'c", Options: []tag.Option{{Name: "key"}}}},
		{"hostile name", "x\\u0060) DETACH DELETE n //", tag.Tag{Name: "x\\u0060) DETACH DELETE n //"}},
		{"outgoing", "-[:ACTED_IN]->", tag.Tag{Arrow: &tag.Arrow{Type: "ACTED_IN", Direction: tag.Outgoing}}},
		{"incoming", "<-[:MANAGES]-", tag.Tag{Arrow: &tag.Arrow{Type: "MANAGES", Direction: tag.Incoming}}},
		{"undirected", "-[:KNOWS]-", tag.Tag{Arrow: &tag.Arrow{Type: "KNOWS", Direction: tag.Undirected}}},
		{"arrow with option", "-[:HAS]->,owned", tag.Tag{Arrow: &tag.Arrow{Type: "HAS", Direction: tag.Outgoing}, Options: []tag.Option{{Name: "owned"}}}},
		{"type with spaces", "-[:IS PART OF]->", tag.Tag{Arrow: &tag.Arrow{Type: "IS PART OF", Direction: tag.Outgoing}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := tag.Parse(test.text)
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
		})
	}
}

func TestParseNamesTheMistake(t *testing.T) {
	for text, want := range map[string]string{
		"a,":                  "an option is empty",
		"a,,key":              "an option is empty",
		"a,=x":                "an option is empty",
		"a,key,key":           `the option "key" stands twice`,
		"a,unique=":           `the option "unique" has an empty value`,
		"'a":                  "never closed",
		"''":                  "quoted name is empty",
		"'a'b":                "behind the closing quote",
		"-[KNOWS]->":          "the arrow does not parse",
		"-[:KNOWS>":           "the arrow does not parse",
		"->KNOWS":             "the arrow does not parse",
		"-[:]->":              "names no relationship type",
		"<-[:KNOWS]->":        "the arrow does not parse",
		"-[:KNOWS]-> , owned": "the arrow does not parse",
	} {
		_, err := tag.Parse(text)
		assert.ErrorContains(t, err, want, "tag %q", text)
	}
}

func TestLabels(t *testing.T) {
	for text, want := range map[string][]string{
		"Person":         {"Person"},
		"Person:Actor":   {"Person", "Actor"},
		"'a:b,c':Second": {"a:b,c", "Second"},
		"It's":           {"It's"},
	} {
		got, err := tag.Labels(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got, text)
	}
	for text, want := range map[string]string{
		"":              "a label is empty",
		"Person:":       "a label is empty",
		"Person::Actor": "a label is empty",
		"A:A":           `the label "A" stands twice`,
		"Person,key":    "a label tag has no options",
	} {
		_, err := tag.Labels(text)
		assert.ErrorContains(t, err, want, "tag %q", text)
	}
}

func TestNearest(t *testing.T) {
	words := []string{"key", "generate", "unique", "index", "omitempty", "readonly", "version", "created", "updated", "elementId"}
	for word, want := range map[string]string{
		"omitemtpy":  "omitempty",
		" omitempty": "omitempty",
		"Key":        "key",
		"kye":        "key",
		"uniqe":      "unique",
		"elementid":  "elementId",
		"update":     "updated",
		"banana":     "",
		"x":          "",
	} {
		assert.Equal(t, want, tag.Nearest(word, words), "word %q", word)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "-", "id,key,generate=uuid", "'a,b''c',key", "-[:T]->,owned", "<-[:T]-", "a`b", "x\\u0060) DETACH DELETE n //", "a,,", "'", "-[:", `\u0060`, `x\uu0060) DETACH DELETE n //`, `\\u0060`, `x\u00zz`, "a AS b MATCH (n) DETACH DELETE n //", "a\x00b", "\xff", "-[:a`b]->", "<-[:T]->", "home.,inline", "'größe, m',unique=full name"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := tag.Parse(text)
		if err != nil {
			return
		}
		if parsed.Skip && text != "-" {
			t.Fatalf("%q skips", text)
		}
		if parsed.Arrow != nil && (parsed.Name != "" || parsed.Arrow.Type == "") {
			t.Fatalf("%q: an arrow with name %q and type %q", text, parsed.Name, parsed.Arrow.Type)
		}
		for _, option := range parsed.Options {
			if option.Name == "" || option.HasValue != (option.Value != "") {
				t.Fatalf("%q: option %+v", text, option)
			}
		}
	})
}

// FuzzNames: whatever a name holds, a tag can say it, as a property and as a label.
func FuzzNames(f *testing.F) {
	for _, seed := range []string{"a", "a`b", `\u0060`, `x\u0060) DETACH DELETE n //`, "a,b", "a:b", "'", "''", "-", "-[:T]->", "\xff", "it's"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if name == "" {
			return
		}
		quoted := "'" + strings.ReplaceAll(name, "'", "''") + "'"
		parsed, err := tag.Parse(quoted + ",key")
		if err != nil || parsed.Name != name || len(parsed.Options) != 1 || parsed.Skip || parsed.Arrow != nil {
			t.Fatalf("%q became %+v, %v", quoted, parsed, err)
		}
		labels, err := tag.Labels(quoted + ":" + quoted + "'")
		if err == nil {
			t.Fatalf("%q gave %q", quoted, labels)
		}
		labels, err = tag.Labels("First:" + quoted)
		if name != "First" && (err != nil || len(labels) != 2 || labels[1] != name) {
			t.Fatalf("%q became %q, %v", quoted, labels, err)
		}
	})
}

func TestIsCut(t *testing.T) {
	for text, want := range map[string]bool{
		``: false, `neo4j:"a"`: false, `json:"a" neo4j:"b,key"`: false, `json:"neo4j:x"`: false, `json:"a`: false, `plain words`: false,
		`neo4j:a`: true, `neo4j: "a"`: true, `json:"a" neo4j:b`: true, `json: "a" neo4j:"b"`: true, `json:"a",neo4j:"b"`: true,
	} {
		assert.Equal(t, want, tag.IsCut(text), text)
	}
}
