/** Marker files in a table's folder. Every Lance client knows the first two. */

/** A declared table: it has a name and no data yet. The marker stays when data is written. */
export const reserved = ".lance-reserved";
/** Folder listings leave the folder out. */
export const deregistered = ".lance-deregistered";
/** Lancetree's: the name of an emptied folder is not used again. */
export const occupied = ".lancetree-occupied";
/** Lancetree's: a table is being written here and is incomplete. */
export const partialMarker = ".lancetree-partial";

/** The content of native clients' markers. */
export const markerContent = "reserved";
/** Lancetree's, for a declared table that any client may fill. Only Lancetree reads it. */
export const ownMarkerContent = "reserved by lancetree";
