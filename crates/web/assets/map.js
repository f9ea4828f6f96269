// Shows the places of a service on a map, above the list of addresses that says the same in words.
(function () {
  var holder = document.querySelector('[data-map-places]')
  if (!holder) return
  var places = JSON.parse(holder.dataset.mapPlaces)
  if (!places.length) return
  holder.hidden = false
  var map = L.map(holder, { scrollWheelZoom: false })
  L.tileLayer(holder.dataset.mapTiles, { attribution: holder.dataset.mapAttribution, maxZoom: 19 }).addTo(map)
  var points = places.map(function (place) {
    var label = document.createElement('span')
    label.textContent = place.name
    return L.circleMarker([place.latitude, place.longitude], { radius: 9, weight: 3, color: '#0b0c0c', fillColor: '#ffdd00', fillOpacity: 1 })
      .addTo(map)
      .bindPopup(label)
  })
  map.fitBounds(L.featureGroup(points).getBounds(), { maxZoom: 15, padding: [24, 24] })
})()
