package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-ogm/ogm/migrate"
)

// stampForm is the form of a version that is the time of day.
const stampForm = "20060102150405"

// names are the versions of a folder by the names of its files alone: their texts may be unfinished.
type names struct {
	last  string   // the highest version as its file has it; "" without
	all   []string // versions with their descriptions, as completion has them, in the order of files
	stamp string   // now
}

func (m *migration) timestamp() string { return m.now().UTC().Format(stampForm) }

func (m *migration) names() (names, error) {
	found := names{stamp: m.timestamp()}
	var highest migrate.Version
	err := filepath.WalkDir(m.dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path != m.dir && strings.HasPrefix(entry.Name(), "."):
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		text, description, isVersioned := strings.Cut(entry.Name(), "__")
		if entry.IsDir() || !isVersioned || !strings.ContainsAny(text[:min(len(text), 1)], "VR") || filepath.Ext(path) != ".cypher" {
			return nil
		}
		// A name that is none is told when the folder is read.
		version, err := migrate.ParseVersion(text[1:])
		if err != nil {
			return nil //nolint:nilerr // see above
		}
		found.all = append(found.all, version.String()+"\t"+spaced(strings.TrimSuffix(description, ".cypher")))
		if version.Compare(highest) > 0 {
			highest, found.last = version, text[1:]
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) && !exists(m.dir) {
		return found, nil
	}
	if err != nil {
		return names{}, fmt.Errorf("ogm: %w", err)
	}
	return found, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// next is the version behind the last, in its form.
func (n names) next() string {
	if len(n.last) == len(stampForm) && isNumber(n.last) && n.last < n.stamp {
		return n.stamp
	}
	at := strings.LastIndexAny(n.last, "._") + 1
	number := n.last[at:]
	value, _ := strconv.ParseInt(number, 10, 64) // at most eighteen digits, or none
	return n.last[:at] + fmt.Sprintf("%0*d", len(number), value+1)
}

func isNumber(text string) bool { return strings.Trim(text, "0123456789") == "" }
