"""The messages that the samples carry."""
import email.utils


def letter(sender, recipient, subject, body, **more):
    """A message as text with LF line ends; more: further header fields, with _ for - in their names."""
    fields = {'Date': email.utils.formatdate(), 'From': sender, 'To': recipient, 'Subject': subject,
              'Message-ID': email.utils.make_msgid(domain='client.example.net')}
    fields |= {name.replace('_', '-'): value for name, value in more.items()}
    return ''.join(f'{name}: {value}\n' for name, value in fields.items()) + '\n' + body


def plain(recipient='alice@example.org', subject='Lunch on Friday'):
    return letter('Walter <walter@example.net>', recipient, subject, 'Dear all,\n\nhow about Friday at noon?\n\n'
                  '.A line that begins with a dot shows how it travels.\n\nW.\n')


def long(recipient='alice@example.org', lines=200):
    return letter('Walter <walter@example.net>', recipient, 'The long version',
                  ''.join(f'Line {number} of {lines}: the quick brown fox jumps over the lazy dog.\n' for number in range(1, lines + 1)))
