//go:build !race

package ogm_test

const isRace = false
