package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/go-ogm/ogm/internal/tag"
)

// Annotations of flags that may also be given elsewhere.
const (
	settingEnv  = "ogm-environment"
	settingKey  = "ogm-file"
	settingPath = "ogm-path" // a value of ogm.yaml is a path from there
)

// setting lets a flag also come from an environment variable and from a key of ogm.yaml, such as migrate.dir. What
// stands on the command line counts first, then the environment, then the file, then the default. "" is for where
// there is none.
func setting(flags *pflag.FlagSet, name, env, key string) {
	f := flags.Lookup(name)
	from := ""
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	if env != "" {
		f.Annotations[settingEnv] = []string{env}
		from = env
	}
	if key != "" {
		f.Annotations[settingKey] = []string{key}
		if from != "" {
			from += ", "
		}
		from += key
	}
	f.Usage += " [" + from + "]"
}

// pathSetting is setting for a path, which in ogm.yaml is from the folder of that file.
func pathSetting(flags *pflag.FlagSet, name, env, key string) {
	setting(flags, name, env, key)
	flags.Lookup(name).Annotations[settingPath] = []string{""}
}

func annotation(f *pflag.Flag, name string) string {
	if values := f.Annotations[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// settle gives the flags of a command what the environment and ogm.yaml have for them. A command without settings, help
// for one, does not mind what is in the file.
func (c *console) settle(cmd *cobra.Command) error {
	if !hasSettings(cmd) {
		return nil
	}
	if err := c.readConfig(cmd.Root()); err != nil {
		return err
	}
	var first error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		env := annotation(f, settingEnv)
		if env == "" || f.Changed || first != nil {
			return
		}
		if value := c.getenv(env); value != "" {
			if err := f.Value.Set(value); err != nil {
				first = misuse("%s=%s: %s", env, value, refusalOf(f, err))
			}
		}
	})
	return first
}

func hasSettings(cmd *cobra.Command) bool {
	has := false
	cmd.Flags().VisitAll(func(f *pflag.Flag) { has = has || annotation(f, settingKey) != "" })
	return has
}

// fromFile gives a flag a value of ogm.yaml.
func fromFile(f *pflag.Flag, folder string, values []string) error {
	values = slices.Clone(values)
	for i, value := range values {
		if _, isPath := f.Annotations[settingPath]; isPath && !filepath.IsAbs(value) {
			values[i] = filepath.Join(folder, value)
		}
	}
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.Replace(values)
	}
	if len(values) != 1 {
		return errors.New("it is one value, and not a list")
	}
	return f.Value.Set(values[0])
}

// choice is a flag with few values.
type choice struct {
	value string
	from  []string
}

func (v *choice) String() string { return v.value }
func (v *choice) Type() string   { return "string" }

func (v *choice) Set(value string) error {
	if slices.Contains(v.from, value) {
		v.value = value
		return nil
	}
	return fmt.Errorf("unknown%s; known are %s", didYouMean(value, v.from), listed(v.from))
}

// complete offers the values.
func (v *choice) complete(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return v.from, cobra.ShellCompDirectiveNoFileComp
}

// didYouMean is the word most like the one met, as it stands behind a complaint.
func didYouMean(word string, candidates []string) string {
	if meant := tag.Nearest(word, candidates); meant != "" {
		return fmt.Sprintf(" (did you mean %s?)", meant)
	}
	return ""
}
