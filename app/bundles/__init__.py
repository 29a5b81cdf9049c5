"""The file for counsel: everything about one case in one ZIP that opens and can be checked without this site. It reads
every stage before it and changes nothing but the log, which says who took a file out."""
