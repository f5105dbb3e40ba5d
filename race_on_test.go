//go:build race

package ogm_test

// isRace tells a test that is run by the race detector, and slower.
const isRace = true
