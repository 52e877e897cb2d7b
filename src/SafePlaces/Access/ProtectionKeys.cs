using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using SafePlaces.Data;

namespace SafePlaces.Access;

/// <summary>
/// The keys that protect session cookies lie in the database: a session outlives the service, and holds at every copy of it.
/// ASP.NET asks once a day, and makes a new key every three months.
/// </summary>
sealed class ProtectionKeys(Databases databases) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = databases.Access.CreateCommand(
            "select xml from safeplaces.data_protection_keys order by id"
        );
        using var row = command.ExecuteReader();
        var keys = new List<XElement>();
        while (row.Read())
            keys.Add(XElement.Parse(row.GetString(0)));
        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = databases.Access.CreateCommand(
            "insert into safeplaces.data_protection_keys (name, xml) values ($1, $2)"
        );
        command.Parameters.Add(new() { Value = friendlyName });
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }
}
