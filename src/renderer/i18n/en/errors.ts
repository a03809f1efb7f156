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
  MODEL_PREPARATION_INVALID: {
    title: 'The model’s preparation of its rows does not belong to it.',
    advice:
      'The model is not used: its rows would be read otherwise than in training. Install its package again.',
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
  MODEL_RETIRED: {
    title: 'This version of the model is retired and gives no new results.',
    advice: 'Its earlier results stay. Choose another version, or take it back into use on the Models page.',
  },
  MODEL_OF_ANOTHER_KIND: {
    title: 'The model does other work than this.',
    advice: 'Choose a model that reads what you gave it; the Models page says what each one is for.',
  },
  SERIES_COLUMN_MISSING: {
    title: 'The table lacks columns that the model needs: {{columns}}.',
    advice: 'Name the columns in the first line as the model names its features.',
  },
  SERIES_WRONG_LENGTH: {
    title: 'The table has {{given}} rows; the model wants {{wanted}}.',
    advice: 'Give one row for each step in time, and no others.',
  },
  SERIES_VALUE_INVALID: {
    title: 'A value of the table is missing or is no number (row {{row}}, column {{column}}).',
    advice: 'Fill it in, with a point for decimals. The model takes no missing values.',
  },
  TABLE_COLUMN_MISSING: {
    title: 'The table lacks the columns {{columns}}.',
    advice: 'Give every column that the model reads its name in the first line; unknown cells stay empty.',
  },
  TABLE_COLUMN_TWICE: {
    title: 'The column {{column}} comes twice in the table.',
    advice: 'Keep the right one and run the model again.',
  },
  TABLE_ROW_MALFORMED: {
    title: 'A row of the table does not have the columns of its first line.',
    advice: 'Look for a missing or additional separator, or an open quotation mark.',
  },
  TABLE_VALUE_INVALID: {
    title: 'A cell of the column {{column}} cannot be read.',
    advice:
      'Write numbers with a point for decimals and codes as the model lists them; leave what is unknown empty.',
  },
  TABLE_FILE_CHANGED: {
    title: 'The table has changed since it was opened.',
    advice: 'Nothing was written. Open the file again and run the pipeline again.',
  },
  MODEL_FILE_MALFORMED: {
    title: 'The file is not a sound ONNX model.',
    advice:
      'Nothing was added. Export it again, or copy it again: it may be cut off. (What is wrong: {{what}}.)',
  },
  MODEL_FILE_TOO_LARGE: {
    title: 'The model file has {{megabytes}} MB; at most 500 MB are accepted.',
    advice: 'Nothing was added. Ask its maker for a smaller version.',
  },
  MODEL_CUSTOM_OPS: {
    title: 'The model needs an operator that this program does not have.',
    advice:
      'Nothing was added. It is {{operator}} of {{domain}}: ask for an export with standard ONNX operators only.',
  },
  MODEL_EXTERNAL_DATA: {
    title: 'The model’s weights lie in other files that are not beside it.',
    advice:
      'Nothing was added. Export it as one file, or choose the folder or ZIP that holds the weights too.',
  },
  MODEL_TYPE_UNSUPPORTED: {
    title: 'The model does not take or give 32-bit decimal numbers.',
    advice:
      'Nothing was added. {{name}} is of type {{type}}; ask for an export with float32 inputs and outputs.',
  },
  MODEL_SHAPE_UNSUPPORTED: {
    title: 'The shape of the model’s inputs or outputs cannot be used.',
    advice:
      'Nothing was added. {{what}}. The program takes one image or one table and answers with labels or a mask.',
  },
  MODEL_NOT_FINITE: {
    title: 'The model gave values that are no numbers.',
    advice:
      'Nothing was added. Check that the preprocessing is the one it was trained with; if it is, the file is broken.',
  },
  MODEL_TRIAL_CRASHED: {
    title: 'The model brought its own process down while it was tried.',
    advice: 'Nothing was added, and nothing else was harmed. It may need more memory than this computer has.',
  },
  MODEL_PACKAGE_UNSAFE: {
    title: 'The package holds something that a model package may not hold.',
    advice: 'Nothing was added. {{what}}. Ask its maker for a clean package.',
  },
  MODEL_VERSION_EXISTS: {
    title: 'There is a model with this name and version already.',
    advice: 'Nothing was changed. Give the new one another version, so that no result loses its model.',
  },
  MODEL_UNTRUSTED: {
    title: 'This model was not added through this vault, or was changed afterwards.',
    advice:
      'It is not loaded. If you trust its source, remove its folder and add it again with “Add a model”.',
  },
  MODEL_IN_USE: {
    title: 'The model has given results that are kept.',
    advice:
      'It was not removed. Retire it instead: it gives no new results, and the old ones keep their model.',
  },
  MODEL_ANSWERS_INVALID: {
    title: 'An answer about the model is missing or not valid.',
    advice: 'Nothing was added. Look at: {{where}}.',
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
    title: 'The model gave no answer.',
    advice: 'No result was stored. Try it again, or go on without it.',
  },
  MAPPING_MALFORMED: {
    title: 'The file holds no mapping of a table.',
    advice:
      'Nothing was saved. Choose a JSON file that was saved from here or is used with “import … --map”.',
  },
  MAPPING_NAME_TAKEN: {
    title: 'Another mapping has this name.',
    advice: 'Nothing was changed. Choose another name, or open the other mapping and change that one.',
  },
  TRUTH_FILE_MALFORMED: {
    title: 'The file is no table of labels (line {{line}}).',
    advice:
      'Nothing was imported. Save it as CSV with one header line that names each column once, and check the quotation marks.',
  },
  TRUTH_FILE_TOO_LARGE: {
    title: 'The table of labels is larger than 64 MB.',
    advice: 'Nothing was imported. Leave out the columns that are not needed, or split it.',
  },
  TRUTH_FILE_CHANGED: {
    title: 'The file has changed since you chose it.',
    advice: 'Nothing was imported. Choose the file again.',
  },
  PIPELINE_FILE_INVALID: {
    title: 'This file holds no pipeline of the data preparation.',
    advice: 'Nothing was changed. Choose a JSON file that was exported there or written to the same form.',
  },
  PREPARATION_NAME_TAKEN: {
    title: 'Another saved pipeline has this name.',
    advice: 'Nothing was changed. Choose another name, or rename or delete the other one first.',
  },
  PROPOSAL_UNSOUND: {
    title: 'No version can be made of this proposal.',
    advice: 'Nothing was changed. Choose another calibration or threshold rule, or wait for more cases.',
  },
} as const
