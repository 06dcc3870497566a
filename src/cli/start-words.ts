export const startWords = {
  zh: {
    about: '启动控制台：内置数据库、练习系统与本机接口；首次启动会立即对练习系统做一次测评',
    data: '数据目录（默认：克隆中为 ./.duheng，安装后为 ~/.duheng）',
    port: '控制台端口（默认 7878；0 表示任选空闲端口）',
    noPractice: '不启动练习系统',
    noOpen: '不打开浏览器',
    opened: (url: string) => `控制台已就绪，请在浏览器中打开：\n  ${url}\n`,
    data_: (it: string) => `数据目录：${it}\n`,
    practice: (url: string) => `练习系统（故意不安全，不计入真实数据）：${url}\n`,
    running: (url: string) => `这个数据目录已由另一个进程打开。控制台:\n  ${url}\n`,
    runningSilently: '这个数据目录正由另一个命令使用，它没有打开控制台。等它结束后再启动。\n',
    portTaken: (taken: number, now: number) => `端口 ${taken} 已被占用，改用 ${now}。\n`,
    stopping: '正在停止；未完成的运行可以续跑。\n',
    stop: '按 Ctrl+C 停止。\n',
    examples:
      '\n示例:\n  duheng start\n  duheng start --port 9000 --data /srv/duheng\n  DATABASE_URL=postgres://duheng@localhost/duheng duheng start\n',
  },
  en: {
    about:
      'start the console: embedded database, practice system and local API; a first start assesses the practice system at once',
    data: 'data directory (default: ./.duheng in a clone, ~/.duheng when installed)',
    port: 'port of the console (default 7878; 0 takes a free one)',
    noPractice: 'do not start the practice system',
    noOpen: 'do not open a browser',
    opened: (url: string) => `The console is ready. Open in a browser:\n  ${url}\n`,
    data_: (it: string) => `Data directory: ${it}\n`,
    practice: (url: string) => `Practice system (unsafe on purpose, never part of real figures): ${url}\n`,
    running: (url: string) => `Another process has this data directory open. Its console:\n  ${url}\n`,
    runningSilently: 'Another command uses this data directory and shows no console. Start again when it has ended.\n',
    portTaken: (taken: number, now: number) => `Port ${taken} is taken; using ${now} instead.\n`,
    stopping: 'Stopping; a run that has not ended can be resumed.\n',
    stop: 'Ctrl+C stops it.\n',
    examples:
      '\nExamples:\n  duheng start\n  duheng start --port 9000 --data /srv/duheng\n  DATABASE_URL=postgres://duheng@localhost/duheng duheng start\n',
  },
} as const;
