package main

import (
	"fmt"
	"os"
	"strings"
)

// The kinds of a reference, as ogm.yaml has them.
const (
	referencePlain = "plain"
	referenceEnv   = "env"
	referenceFile  = "file"
)

// reference is where a value is to be had; it holds no secret.
type reference struct {
	kind  string
	value string // itself, the name of a variable or the path of a file
	file  string // of the line that has it
	line  int
}

func (r reference) isSet() bool { return r.kind != "" }

// get fetches the value.
func (r reference) get(getenv func(string) string) (string, error) {
	switch r.kind {
	case referenceEnv:
		if value := getenv(r.value); value != "" {
			return value, nil
		}
		return "", misuse("%s:%d: the variable %s is not set", r.file, r.line, r.value)
	case referenceFile:
		value, err := secretFile(r.value)
		if err != nil {
			return "", misuse("%s:%d: %s", r.file, r.line, err)
		}
		return value, nil
	}
	return r.value, nil
}

// largestSecret is more than any password, and less than what is read by accident.
const largestSecret = 64 << 10

// secretFile reads a file whose first line is a secret, as Docker and Kubernetes mount them; a line's end at its end
// is none of it.
func secretFile(path string) (string, error) {
	about, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if about.Mode().IsRegular() && about.Size() > largestSecret {
		return "", fmt.Errorf("%s has %d bytes, and holds no password", path, about.Size())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	value := strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
	switch {
	case value == "":
		return "", fmt.Errorf("%s is empty", path)
	case strings.ContainsAny(value, "\r\n"):
		return "", fmt.Errorf("%s has several lines; it holds the value and nothing else", path)
	}
	return value, nil
}
