/** The one user of a fresh installation of the Python implementation. */
export const pythonUser = "00000000-0000-0000-0000-000000000001";
