//go:build !race

package ogmtest

// IsRace tells a test that is run by the race detector, and slower.
const IsRace = false
