using CsCheck;

namespace Scim.Protocol.Tests.Resources;

/// <summary>Generates bodies of users in all forms that clients send, as JSON with single quotes.</summary>
internal static class BodyGenerator
{
    private const string EnterpriseUrn = SampleResources.EnterpriseUrn;
    private const string PlantUrn = SampleResources.PlantUrn;

    private static readonly Gen<string> Text = Gen.OneOfConst(
        "'a'",
        "'B'",
        "'b'",
        "' x '",
        "'Zoë 🐳'",
        "''",
        "null",
        "[]",
        "{}"
    );
    private static readonly Gen<string> BooleanText = Gen.OneOfConst(
        "true",
        "false",
        "'True'",
        "'FALSE'",
        "''",
        "null"
    );
    private static readonly Gen<string> Label = Gen.OneOfConst("'work'", "'home'", "'WORK'", "null");

    private static readonly Gen<string> ListElement = Gen.OneOf(
        Text,
        Gen.Select(
            Text,
            Label,
            BooleanText,
            Text,
            (v, t, p, d) => $"{{'Value':{v},'type':{t},'PRIMARY':{p},'display':{d},'unknown':1}}"
        ),
        Gen.Select(Text, BooleanText, (v, p) => $"{{'value':{v},'primary':{p}}}")
    );

    private static readonly Gen<string> List = Gen.OneOf(
        ListElement,
        ListElement.Where(e => e != "[]").Array[0, 4].Select(l => $"[{string.Join(',', l)}]")
    );
    private static readonly Gen<string> Name = Gen.Select(
        Text,
        Text,
        (g, f) => $"{{'GIVENNAME':{g},'familyName':{f},'petName':1}}"
    );

    private static readonly Gen<string> Manager = Gen.OneOf(
        Text,
        Text.Where(t => t is not ("[]" or "null")).Select(t => $"[{t}]"),
        Text.Select(t => $"{{'value':{t},'displayName':'x'}}"),
        Text.Select(t => $"{{'managerId':{t}}}")
    );

    private static readonly Gen<string> Member = Gen.OneOf(
        Text.Select(v => $"'title':{v}"),
        Text.Select(v => $"'NICKNAME':{v}"),
        Text.Select(v => $"'externalId':{v}"),
        BooleanText.Select(v => $"'active':{v}"),
        Name.Select(v => $"'name':{v}"),
        Text.Select(v => $"'name.givenName':{v}"),
        List.Select(v => $"'emails':{v}"),
        List.Select(v => $"'roles':{v}"),
        Text.Select(v => $"'phoneNumbers.value':{v}"),
        Gen.OneOfConst(
            "'id':'x'",
            "'meta':{'x':1}",
            "'groups':[{'value':'g'}]",
            "'shoeSize':43",
            "'schemas':['urn:ietf:params:scim:schemas:core:2.0:User','urn:x']",
            "'password':'p'"
        ),
        Gen.Select(Text, Manager, (d, m) => $"'{EnterpriseUrn}':{{'department':{d},'manager':{m}}}"),
        Text.Select(d => $"'{EnterpriseUrn}:division':{d}"),
        Gen.Select(
            Gen.Int,
            Gen.Double[-1e9, 1e9],
            List,
            (i, d, l) =>
                $"'{PlantUrn}':{{'floor':{i},'load':{d:R},'tags':['x','y','x'],'keys':{l.Replace("'PRIMARY'", "'serial'").Replace("true", "'s'").Replace("false", "'t'").Replace("'True'", "'s'").Replace("'FALSE'", "'t'")}}}"
        )
    );

    /// <summary>Generates bodies with a userName.</summary>
    public static Gen<string> Body { get; } =
        Member
            .Array[0, 8]
            .Select(m => m.DistinctBy(FormatMember))
            .Select(m => $"{{{string.Join(',', m.Prepend("'userName':'ada'"))}}}");

    private static string FormatMember(string member) =>
        member[..(member.IndexOf("':", StringComparison.Ordinal) + 1)].ToUpperInvariant();
}
