/** Who did what nobody did, and who was erased: the nil UUID (RFC 9562, 5.9). */
export const nilUser = "00000000-0000-0000-0000-000000000000";
