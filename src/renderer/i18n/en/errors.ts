/** One entry for each code in `shared/result.ts`: what happened, and what to do. Values in braces come from the error's details. */
export const errors = {
  INTERNAL: {
    title: 'Something went wrong inside the program.',
    advice:
      'Nothing that was saved before is lost. Try again; if it happens again, restart the program and note the code.',
  },
  INVALID_INPUT: {
    title: 'The program was given a value it does not accept.',
    advice: 'Check what was entered and try again.',
  },
  FORBIDDEN_SENDER: {
    title: 'A request was refused because it did not come from the program’s own window.',
    advice: 'Restart the program. If this returns, tell your IT department.',
  },
  NOT_FOUND: {
    title: 'This is no longer there.',
    advice: 'It may have been moved to the trash or removed. Go back to the worklist and look again.',
  },
  CANCELLED: {
    title: 'The work was cancelled.',
    advice: 'What was finished before is kept. Start again when you like.',
  },
  USAGE: { title: 'The command was not understood.', advice: 'See the list of commands and their options.' },
  VAULT_ABSENT: { title: 'There is no vault yet.', advice: 'Create one: it takes a minute.' },
  VAULT_EXISTS: {
    title: 'There is already a vault here.',
    advice: 'Unlock it. A second vault needs a profile folder of its own.',
  },
  VAULT_LOCKED: { title: 'The vault is locked.', advice: 'Unlock it with the password to go on.' },
  VAULT_WRONG_PASSWORD: {
    title: 'That password is not right.',
    advice: 'Check Caps Lock and the keyboard layout. If it is forgotten, use the recovery key.',
  },
  VAULT_WRONG_RECOVERY_KEY: {
    title: 'That recovery key is not right.',
    advice: 'Compare it with the printed sheet, group by group. Case and dashes do not matter.',
  },
  VAULT_LOCKED_OUT: {
    title: 'Too many wrong passwords.',
    advice: 'No password is tried until the time shown is over. Nothing was deleted.',
  },
  VAULT_WEAK_PASSWORD: {
    title: 'This password would be guessed too easily.',
    advice: 'Use a longer one, for instance four or five words that do not belong together.',
  },
  VAULT_DAMAGED: {
    title: 'The vault’s data are damaged.',
    advice: 'Do not import anything more. Copy the profile folder as it is and restore it from a backup.',
  },
  VAULT_FUTURE_SCHEMA: {
    title: 'This vault was written by a newer version of the program.',
    advice: 'Install that version or a later one. The vault was not changed.',
  },
  VAULT_IN_USE: {
    title: 'Another running program is using this vault.',
    advice: 'Close the other window or command, then try again.',
  },
  VAULT_KEYRING_UNAVAILABLE: {
    title: 'This computer’s keyring does not give out its part of the key.',
    advice: 'Sign in as the user who created the vault, or use the recovery key. Nothing was deleted.',
  },
  STORAGE_FULL: {
    title: 'The disk is full.',
    advice: 'Make room on the disk that holds the vault, then try again. What was stored before is kept.',
  },
  STORAGE_UNWRITABLE: {
    title: 'The vault’s folder cannot be written to.',
    advice: 'Check that the disk is not read-only and that your account may write there.',
  },
  BLOB_DAMAGED: {
    title: 'A stored image file is damaged and was not shown.',
    advice: 'Its seal does not match. Import the original file again.',
  },
  FILE_NOT_FOUND: {
    title: 'The file is no longer there.',
    advice: 'Check the drive or disc and import it again.',
  },
  FILE_UNREADABLE: {
    title: 'The file cannot be read.',
    advice: 'Check the permissions, or the disc it lies on, and import it again.',
  },
  FILE_EMPTY: {
    title: 'The file is empty.',
    advice: 'It was probably not copied to the end. Copy it again from its source.',
  },
  FILE_TOO_LARGE: {
    title: 'The file is larger than the program reads.',
    advice: 'Ask the sender for the study in smaller files.',
  },
  NOT_DICOM: {
    title: 'This is neither a DICOM file nor a picture.',
    advice: 'Nothing to do if it is another kind of document. DICOM, ZIP, PNG and JPEG are read.',
  },
  DICOM_TRUNCATED: {
    title: 'The DICOM file ends too early.',
    advice: 'It was not copied completely. Copy or send it again from its source.',
  },
  DICOM_MALFORMED: {
    title: 'The DICOM file breaks the format’s rules.',
    advice: 'Export it again from the scanner or archive it came from.',
  },
  DICOM_NO_PIXELS: {
    title: 'The DICOM file has no image in it.',
    advice: 'It may be a report or a plan. There is nothing to show in the viewer.',
  },
  DICOM_UNSUPPORTED_TRANSFER_SYNTAX: {
    title: 'The image is compressed in a way the program does not read.',
    advice: 'Ask the sender to export it as “Explicit VR Little Endian”.',
  },
  DICOM_UNSUPPORTED_PIXELS: {
    title: 'The pixels are stored in a form the program does not show.',
    advice: 'Ask the sender to export the images in a common form.',
  },
  DICOM_DECODE_FAILED: {
    title: 'The compressed image data are damaged.',
    advice: 'Ask the sender for the file again.',
  },
  DICOM_ENCRYPTED: {
    title: 'The DICOM file is encrypted by its sender.',
    advice: 'Ask the sender for a copy without encryption.',
  },
  DICOM_MISSING_UID: {
    title: 'The DICOM file lacks the identifiers that say which study it belongs to.',
    advice: 'Export it again from the scanner or archive it came from.',
  },
  ARCHIVE_MALFORMED: {
    title: 'The archive is damaged.',
    advice: 'Download or copy the ZIP again, or unpack it yourself and import the folder.',
  },
  ARCHIVE_ENCRYPTED: {
    title: 'The archive has a password.',
    advice: 'Unpack it with its password and import the folder.',
  },
  ARCHIVE_TOO_LARGE: {
    title: 'The archive would unpack to more than the program accepts.',
    advice: 'If you trust its source, unpack it yourself and import the folder.',
  },
  DICOMDIR_MISSING_FILE: {
    title: 'The disc’s index names a file that is not there.',
    advice: 'The copy of the disc is incomplete. Copy the whole disc and import it again.',
  },
  PICTURE_NEEDS_FORM: {
    title: 'This picture waits for the patient’s details.',
    advice: 'A PNG or JPEG does not say whose it is. Fill in the short form to store it.',
  },
  PICTURE_MALFORMED: {
    title: 'The picture is damaged.',
    advice: 'Open it in another program to check it, and save or export it again.',
  },
  IMPORT_CONFLICT: {
    title: 'The vault holds another image under the same identifier.',
    advice: 'The stored image was kept; this one was not taken. Ask the sender which is right.',
  },
  MODEL_UNKNOWN: { title: 'There is no such model.', advice: 'See the Models page for what is installed.' },
  MODEL_MANIFEST_INVALID: {
    title: 'The model’s description is not valid.',
    advice: 'The model is not used. Install its package again.',
  },
  MODEL_HASH_MISMATCH: {
    title: 'The model’s file is not the one its description names.',
    advice:
      'The model is not used: it is damaged or was exchanged. Install the program or the package again.',
  },
  MODEL_LOAD_FAILED: {
    title: 'The model could not be loaded.',
    advice: 'Close other programs to free memory and verify the model again on the Models page.',
  },
  MODEL_GOLDEN_FAILED: {
    title: 'The model did not give its reference results on this computer.',
    advice:
      'It is not used here. Tell your IT department which processor and graphics card this computer has.',
  },
  MODEL_QUARANTINED: {
    title: 'The model is in quarantine and gives no results.',
    advice: 'The Models page says why, and can verify it again.',
  },
  INFERENCE_CRASHED: {
    title: 'The model’s process stopped twice on this image.',
    advice: 'The image and everything else are kept. Try again later; other images can be read.',
  },
  INFERENCE_TIMEOUT: {
    title: 'The model took too long and was stopped.',
    advice: 'Close other programs and run it again.',
  },
  INFERENCE_FAILED: {
    title: 'The model could not read this image.',
    advice: 'No result was stored. Try it again, or read without it.',
  },
} as const
