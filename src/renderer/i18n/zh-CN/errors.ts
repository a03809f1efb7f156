export const errors = {
  INTERNAL: {
    title: '程序内部出错。',
    advice: '此前保存的内容不会丢失。请重试；若再次出现，请重新启动程序并记下错误代码。',
  },
  INVALID_INPUT: { title: '程序收到了不能接受的值。', advice: '请检查输入内容后重试。' },
  FORBIDDEN_SENDER: {
    title: '请求并非来自本程序的窗口，已被拒绝。',
    advice: '请重新启动程序。若仍然出现，请联系信息科。',
  },
  NOT_FOUND: { title: '该内容已不存在。', advice: '可能已移入回收站或被删除。请返回检查列表重新查找。' },
  CANCELLED: { title: '操作已取消。', advice: '取消之前完成的部分均已保留，可随时重新开始。' },
  USAGE: { title: '无法识别该命令。', advice: '请查看命令及其选项列表。' },
  VAULT_ABSENT: { title: '尚未创建保险库。', advice: '请先创建保险库，大约需要一分钟。' },
  VAULT_EXISTS: { title: '此处已有保险库。', advice: '请解锁使用。如需另建，请使用单独的配置文件夹。' },
  VAULT_LOCKED: { title: '保险库已锁定。', advice: '请输入密码解锁后继续。' },
  VAULT_WRONG_PASSWORD: {
    title: '密码不正确。',
    advice: '请检查大写锁定键和键盘布局。如忘记密码，请使用恢复密钥。',
  },
  VAULT_WRONG_RECOVERY_KEY: {
    title: '恢复密钥不正确。',
    advice: '请与打印件逐组核对。不区分大小写，连字符可省略。',
  },
  VAULT_LOCKED_OUT: { title: '密码错误次数过多。', advice: '在所示时间结束之前不再接受密码。数据未被删除。' },
  VAULT_WEAK_PASSWORD: {
    title: '该密码过于容易被猜出。',
    advice: '请使用更长的密码，例如四到五个互不相关的词。',
  },
  VAULT_DAMAGED: {
    title: '保险库数据已损坏。',
    advice: '请勿继续导入。请原样复制配置文件夹，并从备份中恢复。',
  },
  VAULT_FUTURE_SCHEMA: {
    title: '该保险库由更新版本的程序写入。',
    advice: '请安装该版本或更高版本。保险库未被改动。',
  },
  VAULT_IN_USE: { title: '另一个正在运行的程序占用了该保险库。', advice: '请关闭另一窗口或命令后重试。' },
  VAULT_KEYRING_UNAVAILABLE: {
    title: '本机系统密钥环未能提供其保管的部分密钥。',
    advice: '请以创建保险库的用户登录，或使用恢复密钥。数据未被删除。',
  },
  STORAGE_FULL: {
    title: '磁盘空间已满。',
    advice: '请在保险库所在磁盘上腾出空间后重试。此前保存的内容均已保留。',
  },
  STORAGE_UNWRITABLE: {
    title: '无法写入保险库文件夹。',
    advice: '请检查磁盘是否为只读，以及当前账户是否有写入权限。',
  },
  BLOB_DAMAGED: { title: '已存储的影像文件损坏，未予显示。', advice: '完整性校验不符。请重新导入原始文件。' },
  FILE_NOT_FOUND: { title: '文件已不存在。', advice: '请检查磁盘或光盘后重新导入。' },
  FILE_UNREADABLE: { title: '无法读取文件。', advice: '请检查访问权限或所在光盘后重新导入。' },
  FILE_EMPTY: { title: '文件为空。', advice: '可能未复制完整，请从来源处重新复制。' },
  FILE_TOO_LARGE: { title: '文件超过程序可读取的大小。', advice: '请要求发送方将检查拆分为较小的文件。' },
  NOT_DICOM: {
    title: '该文件既不是 DICOM 文件，也不是图片。',
    advice: '若为其他类型的文档，无需处理。本程序可读取 DICOM、ZIP、PNG 和 JPEG。',
  },
  DICOM_TRUNCATED: { title: 'DICOM 文件不完整。', advice: '文件未复制完整，请从来源处重新复制或发送。' },
  DICOM_MALFORMED: { title: 'DICOM 文件不符合格式规范。', advice: '请从设备或影像归档系统重新导出。' },
  DICOM_NO_PIXELS: { title: 'DICOM 文件中没有影像。', advice: '可能是报告或计划文件，没有可供阅片的内容。' },
  DICOM_UNSUPPORTED_TRANSFER_SYNTAX: {
    title: '影像的压缩方式不受支持。',
    advice: '请要求发送方以“Explicit VR Little Endian”格式导出。',
  },
  DICOM_UNSUPPORTED_PIXELS: { title: '像素的存储形式不受支持。', advice: '请要求发送方以通用格式导出影像。' },
  DICOM_DECODE_FAILED: { title: '压缩的影像数据已损坏。', advice: '请要求发送方重新提供该文件。' },
  DICOM_ENCRYPTED: { title: 'DICOM 文件已被发送方加密。', advice: '请要求发送方提供未加密的副本。' },
  DICOM_MISSING_UID: {
    title: 'DICOM 文件缺少检查归属标识。',
    advice: '请从设备或影像归档系统重新导出。',
  },
  ARCHIVE_MALFORMED: {
    title: '压缩包已损坏。',
    advice: '请重新下载或复制 ZIP 文件，或自行解压后导入文件夹。',
  },
  ARCHIVE_ENCRYPTED: { title: '压缩包设有密码。', advice: '请用密码解压后导入文件夹。' },
  ARCHIVE_TOO_LARGE: {
    title: '压缩包解压后超过程序允许的大小。',
    advice: '如来源可信，请自行解压后导入文件夹。',
  },
  DICOMDIR_MISSING_FILE: {
    title: '光盘索引中列出的文件不存在。',
    advice: '光盘复制不完整，请复制整张光盘后重新导入。',
  },
  PICTURE_NEEDS_FORM: {
    title: '该图片等待填写患者信息。',
    advice: 'PNG 或 JPEG 图片不含患者信息，请填写简表后入库。',
  },
  PICTURE_MALFORMED: { title: '图片已损坏。', advice: '请用其他程序打开检查，并重新保存或导出。' },
  IMPORT_CONFLICT: {
    title: '保险库中已有标识相同但内容不同的影像。',
    advice: '已保留库中影像，未收入此文件。请向发送方确认以哪一份为准。',
  },
  MODEL_UNKNOWN: { title: '没有该模型。', advice: '请在“模型”页面查看已安装的模型。' },
  MODEL_MANIFEST_INVALID: { title: '模型说明文件无效。', advice: '该模型不会被使用，请重新安装其程序包。' },
  MODEL_HASH_MISMATCH: {
    title: '模型文件与其说明不符。',
    advice: '模型已损坏或被替换，不会被使用。请重新安装程序或模型包。',
  },
  MODEL_PREPARATION_INVALID: {
    title: '模型的数据预处理与该模型不符。',
    advice: '若使用该模型，数据的读取方式将与训练时不同，因此不会启用。请重新安装其程序包。',
  },
  MODEL_LOAD_FAILED: {
    title: '无法加载模型。',
    advice: '请关闭其他程序以释放内存，并在“模型”页面重新验证。',
  },
  MODEL_GOLDEN_FAILED: {
    title: '模型在本机上未能得出参考结果。',
    advice: '本机不会使用该模型。请将处理器和显卡型号告知信息科。',
  },
  MODEL_QUARANTINED: { title: '模型已被隔离，不提供结果。', advice: '“模型”页面说明了原因，并可重新验证。' },
  MODEL_RETIRED: {
    title: '该版本的模型已停用，不再给出新结果。',
    advice: '原有结果仍然保留。请选择其他版本，或在“模型”页面恢复使用该版本。',
  },
  MODEL_OF_ANOTHER_KIND: {
    title: '该模型不适用于此项任务。',
    advice: '请选择与输入数据相符的模型；各模型的用途见“模型”页面。',
  },
  SERIES_COLUMN_MISSING: {
    title: '表格缺少模型所需的列：{{columns}}。',
    advice: '请在首行按模型的特征名称填写列名。',
  },
  SERIES_WRONG_LENGTH: {
    title: '表格有 {{given}} 行，而模型需要 {{wanted}} 行。',
    advice: '请为每个时间点提供一行，且不含其他行。',
  },
  SERIES_VALUE_INVALID: {
    title: '表格中有缺失值或非数值（第 {{row}} 行，{{column}} 列）。',
    advice: '请补全数值，小数点使用“.”；模型不接受缺失值。',
  },
  TABLE_COLUMN_MISSING: {
    title: '表格缺少以下列：{{columns}}。',
    advice: '请在首行写明模型所需的全部列名；未知的单元格留空即可。',
  },
  TABLE_COLUMN_TWICE: {
    title: '表格中 {{column}} 列出现两次。',
    advice: '请保留正确的一列后重新运行模型。',
  },
  TABLE_ROW_MALFORMED: {
    title: '表格中有一行与首行的列数不符。',
    advice: '请检查是否缺少或多出分隔符，或引号未闭合。',
  },
  TABLE_VALUE_INVALID: {
    title: '{{column}} 列中有无法读取的单元格。',
    advice: '数值的小数点使用“.”，编码按模型所列书写；未知者留空。',
  },
  TABLE_FILE_CHANGED: {
    title: '表格文件在打开后已被改动。',
    advice: '未写入任何内容。请重新打开该文件并再次运行流程。',
  },
  MODEL_FILE_MALFORMED: {
    title: '该文件不是有效的 ONNX 模型。',
    advice: '未添加任何内容。请重新导出或重新复制，文件可能不完整。（问题：{{what}}。）',
  },
  MODEL_FILE_TOO_LARGE: {
    title: '模型文件为 {{megabytes}} MB，最多接受 500 MB。',
    advice: '未添加任何内容。请向模型提供方索取较小的版本。',
  },
  MODEL_CUSTOM_OPS: {
    title: '该模型需要本程序没有的算子。',
    advice: '未添加任何内容。缺少 {{domain}} 的 {{operator}} 算子，请仅用标准 ONNX 算子重新导出。',
  },
  MODEL_EXTERNAL_DATA: {
    title: '模型的权重存放在其他文件中，而这些文件不在其旁。',
    advice: '未添加任何内容。请导出为单个文件，或选择包含权重的文件夹或 ZIP。',
  },
  MODEL_TYPE_UNSUPPORTED: {
    title: '模型的输入或输出不是 32 位浮点数。',
    advice: '未添加任何内容。{{name}} 的类型为 {{type}}，请以 float32 输入输出重新导出。',
  },
  MODEL_SHAPE_UNSUPPORTED: {
    title: '无法使用该模型输入或输出的形状。',
    advice: '未添加任何内容。{{what}}。本程序接受一幅图像或一张表，输出标签或掩膜。',
  },
  MODEL_NOT_FINITE: {
    title: '模型给出了非数值结果。',
    advice: '未添加任何内容。请核对预处理是否与训练时一致；若一致，则文件已损坏。',
  },
  MODEL_TRIAL_CRASHED: {
    title: '试运行时模型使其进程中止。',
    advice: '未添加任何内容，其他部分未受影响。模型所需内存可能超过本机。',
  },
  MODEL_PACKAGE_UNSAFE: {
    title: '模型包中含有不允许的内容。',
    advice: '未添加任何内容。{{what}}。请向提供方索取合格的模型包。',
  },
  MODEL_VERSION_EXISTS: {
    title: '已有同名同版本的模型。',
    advice: '未作任何更改。请为新模型另定版本号，以免结果与模型失去对应。',
  },
  MODEL_UNTRUSTED: {
    title: '该模型并非通过本保险库添加，或添加后被改动。',
    advice: '模型未加载。如来源可信，请删除其文件夹，再用“添加模型”重新添加。',
  },
  MODEL_IN_USE: {
    title: '该模型已给出过保存的结果。',
    advice: '未删除。请改为停用：停用后不再给出新结果，旧结果仍保留其模型。',
  },
  MODEL_ANSWERS_INVALID: {
    title: '有关模型的某项回答缺失或无效。',
    advice: '未添加任何内容。请检查：{{where}}。',
  },
  INFERENCE_CRASHED: {
    title: '模型进程在处理该影像时两次中止。',
    advice: '影像及其他内容均已保留。请稍后重试；其他影像仍可阅片。',
  },
  INFERENCE_TIMEOUT: { title: '模型运行超时，已停止。', advice: '请关闭其他程序后重新运行。' },
  INFERENCE_FAILED: { title: '模型未能给出结果。', advice: '未保存结果。请重试，或不使用该模型继续工作。' },
  MAPPING_MALFORMED: {
    title: '该文件不是表格映射方案。',
    advice: '未保存任何内容。请选择由本程序导出、或可用于“import … --map”的 JSON 文件。',
  },
  MAPPING_NAME_TAKEN: {
    title: '已有同名的映射方案。',
    advice: '未作任何更改。请换一个名称，或打开已有方案进行修改。',
  },
  TRUTH_FILE_MALFORMED: {
    title: '该文件不是有效的标注表（第 {{line}} 行）。',
    advice: '未导入任何内容。请另存为 CSV，首行为列名且不重复，并检查引号是否成对。',
  },
  TRUTH_FILE_TOO_LARGE: {
    title: '标注表超过 64 MB。',
    advice: '未导入任何内容。请删去不需要的列，或拆分成多个文件。',
  },
  TRUTH_FILE_CHANGED: { title: '所选文件已被改动。', advice: '未导入任何内容。请重新选择该文件。' },
  PIPELINE_FILE_INVALID: {
    title: '该文件不是数据准备的处理流程。',
    advice: '未作任何更改。请选择由数据准备导出或按相同格式编写的 JSON 文件。',
  },
  PREPARATION_NAME_TAKEN: {
    title: '已有同名的处理流程。',
    advice: '未作任何更改。请换用其他名称，或先将另一流程重命名或删除。',
  },
  PROPOSAL_UNSOUND: {
    title: '无法按此方案生成版本。',
    advice: '未作任何更改。请换用其他校准方法或阈值规则，或待病例增多后再试。',
  },
}
