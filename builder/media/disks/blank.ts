/** Whether a disk is blank, as functions of a plain shell: blank is what was looked at, not what could not be read. Pure. */
import { sampleBytes, spread } from '../../../installer/inventory/samples.ts';

/** Needs the functions that say what a disk is. */
export const emptyTest = `# Reads so many blocks of 512 bytes from one on.
take() {
	dd if="$disk" bs=512 skip="$1" count="$2" 2>/dev/null >> "$piece" || return 2
	wanted=$((wanted + $2 * 512))
}

# Whether nothing is written in what was taken. 0xFF is erased flash; what could not be read whole is no answer.
is_taken_empty() {
	[ "$(wc -c < "$piece")" -ge "$wanted" ] || return 2
	[ "$(tr -d '\\000\\377' < "$piece" | wc -c)" -eq 0 ] || return 1
	: > "$piece"
	wanted=0
}

# The places of the appliance (installer/inventory/samples.ts), as blocks of 512 bytes of a disk that has so many.
sample_places() {
	local place=2048 index=0
	while [ "$index" -lt 24 ]; do echo "$place"; place=$((place * 2)); index=$((index + 1)); done
	while [ "$index" -lt 88 ]; do echo $(((index - 23) * 2097152)); index=$((index + 1)); done
	index=0
	while [ "$index" -lt ${spread} ]; do echo $(((2 * index + 1) * $1 / ${2 * spread} / 8 * 8)); index=$((index + 1)); done
}

is_empty() {
	local sectors=$1 wanted=0 edge place
	edge=$((sectors < 2048 ? sectors : 2048))
	for place in 0 $((sectors - edge)); do
		take "$place" "$edge" && is_taken_empty || return
	done
	is_empty_inside "$sectors"
}

# Between the edges, where a partition table has its two copies.
is_empty_inside() {
	local sectors=$1 wanted=0 place
	for place in $(sample_places "$sectors" | sort -nu); do
		[ "$place" -le $((sectors - ${sampleBytes / 512})) ] || break
		take "$place" ${sampleBytes / 512} || return
		[ "$wanted" -lt 2097152 ] || is_taken_empty || return
	done
	is_taken_empty
}
`;

/** What is known on a disk, where there is no more than blkid. */
export const signatureByBlkid = `# blkid ends with 2 where it knows nothing there. Where two things contradict each other it names none, and ends with 8.
signature_on() {
	local found status=0
	found=$(blkid -p -o value -s TYPE -s PTTYPE "$1" 2>/dev/null) || status=$?
	[ "$status$found" = 1 ] || [ "$status$found" = 2 ] || echo \${found:-something}
}
`;

/** The same by wipefs, which lists all that it knows, backup tables too. */
export const signatureByWipefs = `signature_on() {
	local found
	found=$(wipefs --noheadings "$1" 2>&1) || found='something that could not be read'
	[ -z "$found" ] || echo $found
}
`;

/** Needs one of them. */
export const notBlank = `# What speaks against it; nothing where the disk is blank.
not_blank() {
	local disk=$1 status=0 piece
	[ -z "$(partitions_of "$disk")" ] || { echo 'it has partitions'; return; }
	[ -z "$(signature_on "$disk")" ] || { echo "it holds $(signature_on "$disk")"; return; }
	piece=$(mktemp) || { echo 'there is no room to look at it'; return; }
	is_empty "$(sectors_of "$disk")" || status=$?
	rm -f "$piece"
	case $status in 0) ;; 1) echo 'something is written on it' ;; *) echo 'it could not be read' ;; esac
}

# Whether nothing is written on it but at its edges.
is_blank_inside() {
	local disk=$1 status=0 piece
	piece=$(mktemp) || return
	is_empty_inside "$(sectors_of "$disk")" || status=$?
	rm -f "$piece"
	return "$status"
}

is_blank() {
	[ -z "$(not_blank "$1")" ]
}
`;
