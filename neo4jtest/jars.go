package neo4jtest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const lockRetry = 50 * time.Millisecond

// artifact is what Maven fetches, with all that it needs at run time.
type artifact struct {
	title                string // for people
	group, name, version string
	folder               string // in the cache
	jars                 int    // how many files these are, for the progress
	size                 int    // megabytes of them
}

// jars gives the folder that holds the jars of an artifact, each with the content it had when Maven brought it. They are fetched where
// they are missing or damaged. One process at a time does this for an artifact; the others wait and find them there.
func jars(ctx context.Context, c *config, a artifact, j jdk) (string, error) {
	folder := filepath.Join(c.cache, "jars", a.folder)
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return "", err
	}
	unlock, err := lock(ctx, folder+".lock", func() {
		c.log.line("waiting for another process that prepares %s", a.title)
	})
	if err != nil {
		return "", err
	}
	defer unlock()

	err = verifySums(folder)
	switch {
	case err == nil:
		return folder, nil
	case !errors.Is(err, fs.ErrNotExist):
		c.log.line("the cache of %s is damaged and will be fetched again: %v", a.title, err)
	}
	if err := replaceJars(ctx, c, a, j, folder); err != nil {
		return "", err
	}
	return folder, nil
}

// replaceJars fills a folder beside the final one and renames it whole: who reads without the lock, a server that loads a class,
// meets the old jars or the new ones, never a half.
func replaceJars(ctx context.Context, c *config, a artifact, j jdk, folder string) error {
	leftovers, err := filepath.Glob(folder + ".new-*") // of a process that was killed
	if err != nil {
		return err
	}
	for _, leftover := range leftovers {
		if err := os.RemoveAll(leftover); err != nil {
			return err
		}
	}
	next, err := os.MkdirTemp(filepath.Dir(folder), filepath.Base(folder)+".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(next)
	progress := c.log.download(a, c.cache)
	err = resolve(ctx, a, j, next, progress)
	progress.done(err)
	if err != nil {
		return err
	}
	if err := writeSums(next); err != nil {
		return err
	}
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	return os.Rename(next, folder)
}

// lock takes a lock between processes; the kernel releases it when this one ends. It calls wait once if it has to.
func lock(ctx context.Context, file string, wait func()) (unlock func(), err error) {
	l := flock.New(file)
	held, err := l.TryLock()
	if err == nil && !held {
		wait()
		_, err = l.TryLockContext(ctx, lockRetry)
	}
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", file, err)
	}
	return func() { _ = l.Unlock() }, nil
}
