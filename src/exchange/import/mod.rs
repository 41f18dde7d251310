//! Files of departments and towns become rows and problems, in the words of `domain`.
