#!/usr/bin/python3
"""No report shows a secret, wherever it stands: misspelt, out of place, next to a hole, in an unfinished line.

Each case is a dialogue (tests/tools/dialogue.py) with a password or token in it, marked as «…»; marks are taken out. Every report is
made of it, and none may hold the marked octets. With --show-secrets the transcript must, else the test would prove nothing."""
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, 'tests/tools')
import mkcapture

REPORTS = (('show',), ('show', '--full'), ('show', '--hex'), ('show', '--explain'), ('show', '--format', 'json'),
           ('show', '--explain', '--format', 'json'), ('list',), ('list', '--transactions'), ('list', '--format', 'json'),
           ('show', '--debug', 'flow,protocol,index'), ('check',), ('check', '--format', 'json'), ('check', '--format', 'csv'))

SMTP = 'S: 220 mail.example.org ESMTP\nC: EHLO client\nS: 250-mail.example.org\nS: 250 AUTH LOGIN PLAIN\n'
POP3 = '% server 192.0.2.25:110\n% protocol pop3\nS: +OK ready <1.2@mail.example.org>\n'
USER = POP3 + 'C: USER alice\nS: +OK\n'
LOGIN = 'C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC+ YWxpY2U=\nS: 334 UGFzc3dvcmQ6\n'
QUIT, BYE = 'C: QUIT\nS: 221 bye\n', 'C: QUIT\nS: +OK bye\n'
MIDSTREAM = '% server 192.0.2.25:110\n% protocol pop3\n% midstream\n'

CASES = {
    'SMTP, where it belongs': SMTP + 'C: AUTH PLAIN «AGFsaWNlAHMzY3JldA==»\nS: 235 ok\n' + QUIT,
    'SMTP, odd spacing': SMTP + 'C:  auth\\t plain   «AGFsaWNlAHMzY3JldA==»  \nS: 235 ok\n' + QUIT,
    'SMTP, second step': SMTP + LOGIN + 'C+ «czNjcmV0cHc=»\nS: 535 no\n' + QUIT,
    'SMTP, in clear for base64': SMTP + LOGIN + 'C+ «s3cretpw!»\nS: 535 no\n' + QUIT,
    'SMTP, refused, then sent': SMTP + 'C: AUTH LOGIN\nS: 504 no\nC: «Ym9i»\nS: 500 what\nC: «cHdk»\nS: 500 what\n' + QUIT,
    'SMTP, refused, RSET, then sent': SMTP + 'C: AUTH LOGIN\nS: 504 no\nC: RSET\nS: 250 ok\nC: «czNjcmV0cHc»\nS: 500 what\n' + QUIT,
    'SMTP, refused, then half a line': SMTP + 'C: AUTH LOGIN\nS: 504 no\nC: «czNjcmV0»\\c\n% close client\n',
    'SMTP, AUTH misspelt': SMTP + 'C: AUHT PLAIN «AGFsaWNlAHMzY3JldA==»\nS: 500 what\n' + QUIT,
    'SMTP, AUTH glued': SMTP + 'C: AUTH=PLAIN «AGFsaWNlAHMzY3JldA==»\nS: 500 what\n' + QUIT,
    'SMTP, NUL for a blank': SMTP + 'C: AUTH PLAIN\\0«AGFsaWNlAHMzY3JldA==»\nS: 501 what\n' + QUIT,
    'SMTP, no mechanism': SMTP + 'C: AUTH «AGFsaWNlAHMzY3JldA==»\nS: 504 what\n' + QUIT,
    'SMTP, 421 in the exchange': SMTP + 'C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC+ YWxpY2U=\nS: 421 bye\nC: «czNjcmV0cHc=»\n% close server\n',
    'SMTP, nobody saw AUTH': SMTP + '% lose\n' + LOGIN + 'C+ «czNjcmV0cHc=»\nS: 235 ok\n' + QUIT,
    'SMTP, the name is lost': SMTP + 'C: AUTH LOGIN\nS: 334 \n% lose\nC+ YWxpY2U=\nS: 334 \nC+ «czNjcmV0cHc=»\nS: 235 ok\n' + QUIT,
    'SMTP, challenges are lost': SMTP + 'C: AUTH LOGIN\n% lose\nS: 334 \nC+ YWxpY2U=\n% lose\nS: 334 \nC+ «czNjcmV0cHc=»\nS: 235 ok\n' + QUIT,
    'SMTP, half of the line is lost': SMTP + '% mss 16\n% lose\nC: AUTH PLAIN AGFsa«WNlAHMzY3JldA==»\nS: 235 ok\n' + QUIT,
    'SMTP, the line is not finished': SMTP + 'C: AUTH PLAIN «AGFsaWNlAHMzY3J»\\c\n',
    'SMTP, the step is not finished': SMTP + LOGIN + 'C+ «czNjcmV0»\\c\n',
    'SMTP, joined at a challenge': '% midstream\nS: 334 UGFzc3dvcmQ6\nC: «czNjcmV0cHc=»\nS: 235 ok\nC: MAIL FROM:<a@b>\nS: 250 ok\n' + QUIT,
    'SMTP, joined at a response': '% midstream\nC: «czNjcmV0cHc=»\nS: 235 ok\nC: MAIL FROM:<a@b>\nS: 250 ok\n' + QUIT,
    'SMTP, client alone': '% hide server\n' + SMTP + LOGIN + 'C+ «czNjcmV0cHc=»\nS: 235 ok\nC: MAIL FROM:<a@b>\nS: 250 ok\n' + QUIT,
    'SMTP, X-EXPS': SMTP + LOGIN.replace('AUTH', 'X-EXPS') + 'C+ «czNjcmV0cHc=»\nS: 235 ok\n' + QUIT,
    'SMTP, CLIENTID': SMTP + 'C: CLIENTID UUID «2ba8b2f1»\nS: 250 ok\n' + QUIT,
    'SMTP, BURL': SMTP + 'C: BURL imap://h/x;URLAUTH=submit+alice:internal:«91354a4737» LAST\nS: 503 no\n' + QUIT,
    'POP3, where it belongs': USER + 'C: PASS «s3cret pw»\nS: +OK\n' + BYE,
    'POP3, octet by octet': '% mss 1\n' + USER + 'C: PASS «s3cret pw»\nS: +OK\n' + BYE,
    'POP3, before the answers': POP3 + 'C: USER alice\nC: PASS «s3cretpw»\nC: STAT\nS: +OK\nS: +OK\nS: +OK 0 0\n' + BYE,
    'POP3, PASS misspelt': USER + ''.join(f'C: {verb} «s3cretpw»\nS: -ERR\n' for verb in (
        'PAS', 'PASSW', 'PASSWD', 'PASSWORD', 'pass:', 'ASS', 'OASS', 'P', 'PSAS', 'XPASS', '.PASS', 'MOT')) + BYE,
    'POP3, PASS glued': USER + 'C: PASS«s3cretpw»\nS: -ERR\n' + BYE,
    'POP3, PASS forgotten': USER + 'C: «s3cretpw»\nS: -ERR\n' + BYE,
    'POP3, misspelt after a wrong one': USER + 'C: PASS «wrongpw»\nS: -ERR\nC: PSAS «s3cretpw»\nS: -ERR\n' + BYE,
    'POP3, misspelt after CAPA': USER + 'C: CAPA\nS: +OK\nS| TOP\nS| .\nC: PIN «s3cretpw»\nS: -ERR\n' + BYE,
    'POP3, both misspelt': POP3 + 'C: USRE alice\nS: -ERR\nC: PSAS «s3cretpw»\nS: -ERR\n' + BYE,
    'POP3, APOP': POP3 + 'C: APOP alice «c4c9334bac560ecc979e58001b3e22fb»\nS: +OK\n' + BYE,
    'POP3, APOP and more': POP3 + 'C: APOP alice «c4c9334bac560ecc979e58001b3e22fb» x\nS: -ERR\n' + BYE,
    'POP3, APOP misspelt': POP3 + 'C: APPO alice «c4c9334bac560ecc979e58001b3e22fb»\nS: -ERR\n' + BYE,
    'POP3, AUTH refused, then sent': POP3 + 'C: AUTH LOGIN\nS: -ERR\nC: «Ym9i»\nS: -ERR\nC: «c2VjcmV0MQ»\nS: -ERR\n' + BYE,
    'POP3, AUTH misspelt': POP3 + 'C: AUHT plain «AGFsaWNlAHMzY3JldA==»\nS: -ERR\n' + BYE,
    'POP3, the end is lost': USER + '% mss 10\nC: PASS «s3cre»\\c\n% lose\nC: tpw1234567\\c\nC: «890123»\nS: +OK\n' + BYE,
    'POP3, not finished': USER + 'C: PASS «s3cretpw»\\c\n',
    'POP3, joined at the password': MIDSTREAM + 'C: PASS «s3cretpw»\nS: +OK\nC: STAT\nS: +OK 0 0\n' + BYE,
    'POP3, joined in the password': MIDSTREAM + 'C: «s3cretpw»\nS: +OK\nC: STAT\nS: +OK 0 0\n' + BYE,
    'POP3, joined at a challenge': MIDSTREAM + 'S: + UGFzc3dvcmQ6\nC: «czNjcmV0cHc=»\nS: +OK\nC: STAT\nS: +OK 0 0\n' + BYE,
}


def leaks(heloise, capture, secrets):
    """A sentence for each report that shows a secret, and for each secret that none would show."""
    for report in REPORTS + (('show', '--show-secrets', '--full'),):
        done = subprocess.run((heloise, *report, capture), capture_output=True, timeout=60)
        text = (done.stdout + done.stderr).decode('utf-8', 'replace').lower()
        dense = text.replace(' ', '')
        for secret in secrets:
            shown = secret.lower() in text or ('--hex' in report and secret.encode().hex() in dense)
            failed = done.returncode > (2 if report[0] == 'check' else 0)  # 1 and 2 tell the worst finding
            if failed or shown != ('--show-secrets' in report):
                yield f'{" ".join(report)}: status {done.returncode}, {secret} is {"shown" if shown else "not shown"}'


def main():
    heloise = os.environ.get('HELOISE', './heloise')
    if not os.access(heloise, os.X_OK):
        print('1..0 # SKIP heloise is not built')
        return
    with tempfile.TemporaryDirectory(dir=os.environ.get('HELOISE_SCRATCH')) as folder:
        os.mkdir(os.path.join(folder, 'expected'))
        for number, (name, text) in enumerate(CASES.items(), 1):
            source = os.path.join(folder, 'case.dialogue')
            with open(source, 'w', encoding='utf-8') as file:
                file.write(text.replace('«', '').replace('»', ''))
            mkcapture.make(source, folder)
            found = list(leaks(heloise, os.path.join(folder, 'case.pcap'), re.findall('«(.*?)»', text)))
            print(f'{"not " if found else ""}ok {number} - {name}', flush=True)
            for line in found:
                print('#  ', line)
    print(f'1..{len(CASES)}')


main()
