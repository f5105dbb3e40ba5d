//go:build race

package ogmtest

// isRace tells a test that is run by the race detector, and slower.
const isRace = true
