# 命令行：帮助、用法错误、出错时的格式。
help-template =
    {"{about}"}

    用法：{"{usage}"}

    {"{all-args}"}
cli = 联合检查统筹台：合并各部门检查事项，控制检查频次，抽样到户到点，跟踪整改
arg-db = 数据库文件（默认取 LIANJIAN_DB，否则在用户数据目录）
arg-lang = 界面语言：zh 或 en（默认按系统区域）
arg-json = 以一个 JSON 文档输出结果
arg-author = 以谁的名义办理
arg-today = 业务日期，便于重现（默认今天）
arg-quiet = 不输出过程信息
arg-verbose = 输出更多过程信息
arg-help = 显示帮助
arg-version = 显示版本
error-line = 错误 { $code }：{ $cause }
error-detail = 系统提示：{ $detail }
error-action = 处理办法：{ $action }
usage-unknown-argument = 用法错误：没有参数 { $argument }。用 --help 查看可用参数。
usage-unknown-command = 用法错误：没有命令 { $command }。用 --help 查看可用命令。
usage-missing-command = 用法错误：缺少命令。用 --help 查看可用命令。
usage-missing-argument = 用法错误：缺少参数 { $argument }。用 --help 查看用法。
usage-invalid-value = 用法错误：{ $argument } 不能取值“{ $value }”。用 --help 查看用法。
usage-conflict = 用法错误：{ $argument } 与其他参数冲突。用 --help 查看用法。
usage-wrong = 用法错误。用 --help 查看用法。
cli-demo = 用演示县走完全过程：导入、审核、统筹、过审、发布、抽取、导出
arg-out = 输出文件或文件夹
arg-force = 覆盖已有文件
