"""The proof that our builds give what plain MkDocs gives: projects, edits of them, comparisons."""
