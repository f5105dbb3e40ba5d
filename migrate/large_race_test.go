//go:build race

package migrate_test

const large = 5 << 20 // the detector makes everything ten times as slow
