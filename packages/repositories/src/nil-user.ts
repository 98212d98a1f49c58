/** The owner of what the system did by itself and of what erased people leave: the nil UUID (RFC 9562, 5.9). */
export const nilUser = "00000000-0000-0000-0000-000000000000";
