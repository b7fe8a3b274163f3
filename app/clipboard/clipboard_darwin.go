package clipboard

const noneText = "This computer has no clipboard that we can reach: its program pbcopy is missing."

func programs() [][]string { return [][]string{{"pbcopy"}} }
