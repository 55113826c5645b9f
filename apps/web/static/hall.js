// A phone in the hall: signs in by the meeting's code, and votes. No account, no app, nothing kept but the own entry.
(() => {
  const words = {
    'zh-CN': {
      kind: '会场签到',
      page: '会场签到 · 联席',
      loading: '正在打开…',
      unit: '单位',
      unitName: '单位名称',
      otherUnit: '其他单位…',
      noUnit: '请选择',
      name: '姓名',
      post: '职务',
      private: '不用注册，不联外网也能签。您填的姓名、单位和职务只用于这次会议的签到。',
      sign: '签到',
      signing: '正在签到…',
      needName: '请填写姓名。',
      needUnit: '请选择单位，名单里没有就选“其他单位”。',
      signed: (time) => `已签到 ${time}`,
      checked: '记录人会对照名单核对。请留着这一页：会上表决时，就在这里投票。',
      withdraw: '填错了，撤回签到',
      takenUp: '记录人已经核对过您的签到，要改请告诉记录人。',
      voteNamed: '记名表决',
      voteSecret: '无记名投票',
      for: '同意',
      against: '反对',
      abstain: '弃权',
      back: '再想想',
      cast: '投出',
      confirm: (choice) => `投“${choice}”？投出后不能更改。`,
      mine: (choice) => `您投了“${choice}”，计票之前可以改。`,
      cast1: '已投票。谁投了什么，不会被记录。',
      secret: '服务器只记谁投过票和各有多少票，分开记，计票后才公布。',
      weak: '投票的人很少，结果可能让人猜出每个人怎么投的。',
      closed: '这次表决已经结束。',
      over: '会议已结束，谢谢您参加。',
      offline: '连不上会场的网络，正在重试…',
      again: '再试一次',
      gone: '签到码无效',
      goneText: '签到已经结束，或者签到码已更换。请重新扫屏幕上的二维码，或者告诉记录人。',
      unreached: '连不上会场的服务器',
      unreachedText: '请确认手机连的是会场的 Wi-Fi，然后再试。',
      busy: '签到的人太多，请过一会儿再试，或者告诉记录人。',
      refused: '没有签上。请检查填写的内容，或者告诉记录人。',
    },
    en: {
      kind: 'Sign-in',
      page: 'Sign-in · Lianxi',
      loading: 'Opening…',
      unit: 'Unit',
      unitName: 'Name of the unit',
      otherUnit: 'Another unit…',
      noUnit: 'Please choose',
      name: 'Name',
      post: 'Post',
      private:
        'No account and no internet needed. Your name, unit and post are used for signing in to this meeting only.',
      sign: 'Sign in',
      signing: 'Signing in…',
      needName: 'Please write your name.',
      needUnit: 'Please choose your unit; if it is not listed, choose “Another unit”.',
      signed: (time) => `Signed in at ${time}`,
      checked: 'The recorder will check the list. Keep this page open: votes are cast here.',
      withdraw: 'A mistake: take it back',
      takenUp: 'The recorder has checked your entry already; please tell them.',
      voteNamed: 'Open vote',
      voteSecret: 'Secret vote',
      for: 'For',
      against: 'Against',
      abstain: 'Abstain',
      back: 'Not yet',
      cast: 'Cast it',
      confirm: (choice) => `Vote “${choice}”? It cannot be changed afterwards.`,
      mine: (choice) => `You voted “${choice}”. It can be changed until the count.`,
      cast1: 'Your vote is in. Who voted what is not recorded.',
      secret:
        'The server notes who has voted and how many votes there are, apart from each other; shown after the count.',
      weak: 'So few are voting that the result may tell how each of them voted.',
      closed: 'This vote is over.',
      over: 'The meeting is over. Thank you for coming.',
      offline: 'The hall’s network cannot be reached; trying again…',
      again: 'Try again',
      gone: 'This code is not valid',
      goneText:
        'Signing in has ended, or the code was changed. Scan the code on the screen again, or tell the recorder.',
      unreached: 'The hall’s server cannot be reached',
      unreachedText: 'Check that this phone is on the hall’s Wi-Fi, then try again.',
      busy: 'Many people are signing in. Try again in a while, or tell the recorder.',
      refused: 'That did not work. Check what you wrote, or tell the recorder.',
    },
  };
  const secretKey = 'lianxi.hall-code';
  const entryKey = 'lianxi.hall-entry';
  const localeKey = 'lianxi.hall-locale';
  const every = 4000;

  const find = (id) => document.getElementById(id);
  const show = (element, isShown) => {
    element.hidden = !isShown;
  };
  /** Storage may be barred; the page then holds for as long as it is open. */
  const memory = {};
  const stored = (area, key) => {
    try {
      return window[area].getItem(key);
    } catch {
      return memory[key] || null;
    }
  };
  const store = (area, key, value) => {
    memory[key] = value;
    try {
      if (value === null) window[area].removeItem(key);
      else window[area].setItem(key, value);
    } catch {
      // See above.
    }
  };

  let locale = stored('localStorage', localeKey) || (/^zh/i.test(navigator.language) ? 'zh-CN' : 'en');
  let say = words[locale] || words['zh-CN'];
  let facts = null;
  /** { token, name, unit, time, title, when }: what this phone has sent, and the way back to it. */
  let entry = null;
  let state = { isOver: false, vote: null };
  let chosen = null;
  let isBusy = false;
  let problem = null;

  const takeSecret = () => {
    const inAddress = location.hash.slice(1);
    if (inAddress !== '') {
      history.replaceState(null, '', location.pathname);
      // Another code than the one that this phone has signed in by: another meeting.
      if (stored('sessionStorage', secretKey) !== inAddress) store('sessionStorage', secretKey, inAddress);
      return inAddress;
    }
    return stored('sessionStorage', secretKey) || '';
  };
  let secret = takeSecret();
  addEventListener('hashchange', () => {
    secret = takeSecret();
    open();
  });

  /** `status` 0: nobody was reached. */
  const ask = async (path, body) => {
    try {
      const response = await fetch(`/api/entry${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        credentials: 'omit',
        body: JSON.stringify(body),
      });
      const json = response.status === 204 ? null : await response.json();
      return { status: response.status, json };
    } catch {
      return { status: 0, json: null };
    }
  };

  const dayAndTime = ({ start, place }) => {
    if (!start) return place || '';
    const [, month, day, hour, minute] = /^\d+-(\d+)-(\d+)T(\d+):(\d+)/.exec(start) || [];
    const date = locale === 'en' ? `${Number(day)}/${Number(month)}` : `${Number(month)}月${Number(day)}日`;
    return [`${date} ${hour}:${minute}`, place].filter(Boolean).join(locale === 'en' ? ', ' : '，');
  };
  const clock = () => {
    const now = new Date();
    return `${now.getHours()}:${String(now.getMinutes()).padStart(2, '0')}`;
  };

  const draw = () => {
    document.documentElement.lang = locale;
    document.title = say.page;
    for (const element of document.querySelectorAll('[data-say]')) element.textContent = say[element.dataset.say];
    find('language').textContent = locale === 'en' ? '中文' : 'English';
    find('language').lang = locale === 'en' ? 'zh-CN' : 'en';
    const meeting = entry || facts;
    find('title').textContent = meeting ? meeting.title : say.kind;
    find('when').textContent = meeting ? dayAndTime(meeting) : '';
    show(find('loading'), !entry && !facts && !problem);
    show(find('problem'), !entry && problem !== null && !facts);
    if (problem && !facts) {
      find('problem-title').textContent = say[problem];
      find('problem-text').textContent = say[`${problem}Text`];
    }
    show(find('form'), !entry && facts !== null);
    show(find('done'), entry !== null);
    find('send').disabled = isBusy;
    find('send').textContent = isBusy ? say.signing : say.sign;
    if (facts && !entry) drawUnits();
    if (entry) drawDone();
  };

  const drawUnits = () => {
    const select = find('unit');
    const before = select.value;
    const options = [['', say.noUnit], ...facts.units.map((unit) => [`=${unit}`, unit]), ['other', say.otherUnit]];
    select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
    select.value = before || (facts.units.length === 0 ? 'other' : '');
    show(find('other-unit'), select.value === 'other');
  };

  const drawDone = () => {
    find('done-title').textContent = say.signed(entry.time);
    find('done-who').textContent = [entry.unit, entry.name].filter(Boolean).join('　');
    const vote = state.isOver ? null : state.vote;
    show(find('vote'), vote !== null);
    show(find('withdraw'), !state.isOver);
    if (state.isOver) note(say.over);
    if (!vote) return;
    find('vote-kind').textContent = vote.isSecret ? say.voteSecret : say.voteNamed;
    find('question').textContent = vote.question;
    const isCast = vote.mine === 'cast';
    show(find('choices'), !isCast && chosen === null);
    show(find('confirm'), !isCast && chosen !== null);
    if (chosen) find('confirm-text').textContent = say.confirm(say[chosen]);
    for (const button of find('choices').children) {
      button.setAttribute('aria-pressed', String(button.dataset.choice === vote.mine));
      button.disabled = isBusy;
    }
    find('confirm-yes').disabled = isBusy;
    find('vote-note').textContent = isCast
      ? say.cast1
      : vote.isSecret
        ? [say.secret, vote.isWeak ? say.weak : ''].join('')
        : vote.mine
          ? say.mine(say[vote.mine])
          : '';
  };

  const note = (text) => {
    find('state-note').textContent = text;
    show(find('state-note'), text !== '');
  };
  const failed = (text) => {
    find('form-problem').textContent = text;
    show(find('form-problem'), text !== '');
  };

  const open = async () => {
    const kept = stored('localStorage', entryKey);
    entry = null;
    try {
      const found = kept && JSON.parse(kept);
      // Of the code in the address, where there is one: yesterday's entry says nothing about today's meeting.
      if (found && (secret === '' || found.secret === secret)) entry = found;
    } catch {
      entry = null;
    }
    problem = null;
    facts = null;
    draw();
    if (entry) {
      await look();
      if (entry) return;
    }
    const answer = await ask('/look', { secret });
    if (answer.status === 200) facts = answer.json;
    else problem = answer.status === 0 ? 'unreached' : 'gone';
    draw();
  };

  const look = async () => {
    const held = entry;
    if (!held) return;
    const answer = await ask('/state', { token: held.token });
    if (entry !== held) return;
    if (answer.status === 404) {
      forget();
      return;
    }
    note(answer.status === 0 ? say.offline : '');
    if (answer.status === 200) {
      if (!answer.json.vote || !state.vote || answer.json.vote.id !== state.vote.id) chosen = null;
      state = answer.json;
    }
    draw();
  };
  const forget = () => {
    entry = null;
    state = { isOver: false, vote: null };
    store('localStorage', entryKey, null);
    draw();
  };

  find('form').addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isBusy) return;
    const name = find('name').value.trim();
    const picked = find('unit').value;
    const unit = picked === 'other' ? find('unit-name').value.trim() : picked.slice(1);
    const missing = unit === '' ? 'needUnit' : name === '' ? 'needName' : null;
    failed(missing ? say[missing] : '');
    if (missing) {
      find(missing === 'needName' ? 'name' : picked === 'other' ? 'unit-name' : 'unit').focus();
      return;
    }
    isBusy = true;
    draw();
    const body = { secret, name, unit, post: find('post').value.trim(), offset: -new Date().getTimezoneOffset() };
    const answer = await ask('', body);
    isBusy = false;
    if (answer.status === 201) {
      const { title, start, place } = facts;
      entry = { token: answer.json.token, secret, name, unit, time: clock(), title, start, place };
      store('localStorage', entryKey, JSON.stringify(entry));
      note('');
    } else if (answer.status === 404) {
      facts = null;
      problem = 'gone';
    } else failed(answer.status === 0 ? say.unreachedText : answer.status === 429 ? say.busy : say.refused);
    draw();
    if (entry) scrollTo(0, 0);
  });
  find('unit').addEventListener('change', () => {
    show(find('other-unit'), find('unit').value === 'other');
    failed('');
  });

  const cast = async (choice) => {
    const vote = state.vote;
    if (!vote || isBusy) return;
    isBusy = true;
    draw();
    const answer = await ask('/vote', { token: entry.token, vote: vote.id, choice });
    isBusy = false;
    chosen = null;
    if (answer.status === 204) state = { ...state, vote: { ...vote, mine: vote.isSecret ? 'cast' : choice } };
    draw();
    if (answer.status === 0) find('vote-note').textContent = say.offline;
    else if (answer.status !== 204) {
      await look();
      note(say.closed);
    }
  };
  for (const button of find('choices').children) {
    button.addEventListener('click', () => {
      const { choice } = button.dataset;
      // What can be changed needs no second question.
      if (!state.vote?.isSecret) return void cast(choice);
      chosen = choice;
      draw();
      find('confirm-yes').focus();
    });
  }
  find('confirm-yes').addEventListener('click', () => chosen && cast(chosen));
  find('confirm-no').addEventListener('click', () => {
    chosen = null;
    draw();
  });
  find('withdraw').addEventListener('click', async () => {
    const answer = await ask('/withdraw', { token: entry.token });
    if (answer.status === 204 || answer.status === 404) {
      forget();
      await open();
    } else note(answer.status === 409 ? say.takenUp : say.offline);
  });
  find('again').addEventListener('click', () => void open());
  find('language').addEventListener('click', () => {
    locale = locale === 'en' ? 'zh-CN' : 'en';
    say = words[locale];
    store('localStorage', localeKey, locale);
    draw();
  });

  void open();
  setInterval(() => {
    if (entry && !document.hidden && !isBusy) void look();
  }, every);
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void look();
  });
})();
