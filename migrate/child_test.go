package migrate_test

import (
	"fmt"
	"os"
)

// childVariable makes the test binary be a process that migrates, as its value says.
const childVariable = "OGM_MIGRATE_CHILD"

func beChild(task string) int {
	fmt.Fprintln(os.Stderr, "unknown task", task)
	return 1
}
