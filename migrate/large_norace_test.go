//go:build !race

package migrate_test

const large = 50 << 20
