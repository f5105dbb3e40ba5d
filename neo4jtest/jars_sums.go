package neo4jtest

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sumsFile lists the SHA-256 of every jar beside it, in the format of sha256sum.
const sumsFile = "SHA256SUMS"

func writeSums(folder string) error {
	files, err := jarNames(folder)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no jar in %s", folder)
	}
	var list strings.Builder
	for _, name := range files {
		sum, err := sumFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%s  %s\n", sum, name)
	}
	return os.WriteFile(filepath.Join(folder, sumsFile), []byte(list.String()), 0o644)
}

// verifySums returns an error that is fs.ErrNotExist when there is nothing yet, and one that names the first jar that is
// not as it was, is missing or does not belong. It reads every byte: about 0.1 s for a line.
func verifySums(folder string) error {
	list, err := os.Open(filepath.Join(folder, sumsFile))
	if err != nil {
		return err
	}
	defer list.Close()
	var listed []string
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		want, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok {
			return fmt.Errorf("%s is not a list of sums", sumsFile)
		}
		sum, err := sumFile(filepath.Join(folder, name))
		if err != nil {
			return fmt.Errorf("%s cannot be read", name) // not %w: a missing jar is damage, a missing list is not
		}
		if sum != want {
			return fmt.Errorf("%s has another content than it had", name)
		}
		listed = append(listed, name)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	present, err := jarNames(folder)
	if err != nil {
		return err
	}
	for _, name := range present {
		if !slices.Contains(listed, name) {
			return fmt.Errorf("%s is not in %s", name, sumsFile)
		}
	}
	if len(listed) == 0 {
		return fmt.Errorf("%s is empty", sumsFile)
	}
	return nil
}

func jarNames(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), ".jar") {
			names = append(names, entry.Name())
		}
	}
	return names, nil
}

func sumFile(name string) (string, error) {
	file, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}
