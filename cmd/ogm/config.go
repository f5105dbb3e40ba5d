package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// configName is the file that is read where --config names no other.
const configName = "ogm.yaml"

// configuration is what ogm.yaml holds that is no flag.
type configuration struct {
	path         string // as --config has it
	password     reference
	placeholders map[string]reference
}

// The keys of ogm.yaml that are no flags.
const (
	keyPassword     = "password"
	keyPlaceholders = "migrate.placeholders"
)

func (c *console) configFlag(root *cobra.Command) {
	flags := root.PersistentFlags()
	flags.StringVar(&c.config.path, "config", "", "read settings from `FILE` and not from "+configName+" in this folder")
	setting(flags, "config", "OGM_CONFIG", "")
}

// configFile is one reading of ogm.yaml.
type configFile struct {
	path   string
	folder string
	known  map[string][]*pflag.Flag // of several commands; none for what is no flag
	config *configuration
	wrong  []error
}

// readConfig reads ogm.yaml into all flags of the command line that are not on it. Without --config, a folder without
// the file has no settings.
func (c *console) readConfig(root *cobra.Command) error {
	path := cmp.Or(c.config.path, c.getenv("OGM_CONFIG"))
	text, err := os.ReadFile(cmp.Or(path, configName))
	switch {
	case path == "" && errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return misuse("--config: %s", err)
	}
	path = cmp.Or(path, configName)
	file := configFile{path: path, folder: filepath.Dir(path), known: knownKeys(root), config: &c.config}
	file.read(text)
	if len(file.wrong) > 0 {
		return &misuseError{problem: errors.Join(file.wrong...).Error()}
	}
	return nil
}

// knownKeys finds the settings of all commands, so that a file serves all of them.
func knownKeys(root *cobra.Command) map[string][]*pflag.Flag {
	known := map[string][]*pflag.Flag{keyPassword: nil, keyPlaceholders: nil}
	note := func(f *pflag.Flag) {
		if key := annotation(f, settingKey); key != "" {
			known[key] = append(known[key], f)
		}
	}
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(note)
		for _, next := range cmd.Commands() {
			walk(next)
		}
	}
	walk(root)
	return known
}

func (file *configFile) complain(at *yaml.Node, format string, args ...any) {
	file.wrong = append(file.wrong, fmt.Errorf("ogm: %s:%d: %s", file.path, at.Line, fmt.Sprintf(format, args...)))
}

func (file *configFile) read(text []byte) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF): // nothing but comments
		return
	case err != nil:
		file.wrong = append(file.wrong, fmt.Errorf("ogm: %s: %s", file.path, strings.TrimPrefix(err.Error(), "yaml: ")))
		return
	}
	if err := decoder.Decode(&second); err == nil {
		file.complain(&second, "a second document begins; settings are one")
	}
	file.mapping("", document.Content[0])
}

// mapping reads the keys below one, which is "" for the file itself.
func (file *configFile) mapping(prefix string, node *yaml.Node) {
	node = resolved(node)
	if node.Kind == yaml.ScalarNode && node.Tag == "!!null" {
		return
	}
	if node.Kind != yaml.MappingNode {
		file.complain(node, "%s is lines of key: value, and something else is there", cmp.Or(strings.TrimSuffix(prefix, "."), "the file"))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], resolved(node.Content[i+1])
		if line, twice := seen[key.Value]; twice {
			file.complain(key, "%s stands here a second time; first in line %d", prefix+key.Value, line)
			continue
		}
		seen[key.Value] = key.Line
		file.entry(prefix+key.Value, key, value)
	}
}

func (file *configFile) entry(path string, key, value *yaml.Node) {
	flags, known := file.known[path]
	switch {
	case path == keyPassword:
		file.config.password = file.reference(path, key, value, false)
	case path == keyPlaceholders:
		file.placeholders(value)
	case known:
		file.setFlags(flags, key, value)
	case file.isFamily(path):
		file.mapping(path+".", value)
	default:
		candidates := slices.Sorted(maps.Keys(file.known))
		file.complain(key, "unknown key %s%s", path, didYouMean(path, candidates))
	}
}

func (file *configFile) isFamily(path string) bool {
	for key := range file.known {
		if strings.HasPrefix(key, path+".") {
			return true
		}
	}
	return false
}

func (file *configFile) setFlags(flags []*pflag.Flag, key, value *yaml.Node) {
	values, ok := scalars(value)
	if !ok {
		file.complain(key, "%s has no value", key.Value)
		return
	}
	for _, f := range flags {
		if f.Changed {
			continue
		}
		if err := fromFile(f, file.folder, values); err != nil {
			file.complain(value, "%s: %s: %s", key.Value, listed(values), refusalOf(f, err))
			return
		}
	}
}

// scalars are the texts of a value or of a list of values.
func scalars(node *yaml.Node) ([]string, bool) {
	switch {
	case node.Kind == yaml.ScalarNode && node.Tag != "!!null":
		return []string{node.Value}, true
	case node.Kind != yaml.SequenceNode:
		return nil, false
	}
	var all []string
	for _, inner := range node.Content {
		inner = resolved(inner)
		if inner.Kind != yaml.ScalarNode || inner.Tag == "!!null" {
			return nil, false
		}
		all = append(all, inner.Value)
	}
	return all, true
}

func (file *configFile) placeholders(value *yaml.Node) {
	if value.Kind != yaml.MappingNode {
		file.complain(value, "placeholders are lines of name: value")
		return
	}
	file.config.placeholders = map[string]reference{}
	for i := 0; i+1 < len(value.Content); i += 2 {
		key := value.Content[i]
		file.config.placeholders[key.Value] = file.reference(key.Value, key, resolved(value.Content[i+1]), true)
	}
}

// reference reads where a value is to be had. Only what is no secret may stand in the file itself.
func (file *configFile) reference(name string, key, value *yaml.Node, plainToo bool) reference {
	ref := reference{file: file.path, line: key.Line}
	if value.Kind == yaml.ScalarNode && value.Tag != "!!null" && plainToo {
		ref.kind, ref.value = referencePlain, value.Value
		return ref
	}
	if value.Kind == yaml.MappingNode && len(value.Content) == 2 {
		where, what := value.Content[0].Value, resolved(value.Content[1])
		if what.Kind == yaml.ScalarNode && what.Value != "" && (where == referenceEnv || where == referenceFile) {
			ref.kind, ref.value = where, what.Value
			if where == referenceFile && !filepath.IsAbs(ref.value) {
				ref.value = filepath.Join(file.folder, ref.value)
			}
			return ref
		}
	}
	file.complain(key, "%s says where its value is: `%s: {env: NAME}` or `%s: {file: PATH}`", name, name, name)
	return ref
}

func resolved(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}
