# Files out.
X6001 = the file { $file } cannot be read
    .action = check the path and the permissions; quote a path that holds spaces.
X6003 = the result cannot be written
    .action = check disk space and where the output goes.
