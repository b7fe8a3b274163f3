package pages

// Style is the pages' CSS, for a page that another package makes and that
// should look like these. What it adds of its own goes after it.
func Style() string { return compact(pageCSS) }
